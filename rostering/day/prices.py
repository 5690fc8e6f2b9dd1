"""What actions on a running day cost, and what they must leave alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DayPrices:
    """Prices and limits of actions; `app.services.day.proposals` takes them from the settings.

    Parameters
    ----------
    missing_hour_cents
        What an hour of a missing agent is worth at the roster's own price of understaffing; queues
        that are cheaper or dearer there are so here [cents/h].
    hour_cents
        Pay of an hour where the contract does not say it [cents/h].
    move_break_cents, move_activity_cents, drop_activity_cents
        Moving a break, moving an activity, putting it off to another day [cents].
    overtime_pct, call_in_pct
        Pay of an hour of overtime and of a call-in over usual pay [%].
    call_in_cents
        Besides, for each person called in [cents].
    time_off_pct
        What an hour of voluntary time off saves over usual pay [%].
    skill_hour_cents
        An hour in which somebody takes contacts of a queue that they are not trained for [cents].
    notice_min, call_in_notice_min
        How long before people must know: who is at work, and who is called in [min].
    most_overtime_min
        Longest overtime on a day [min].
    spare_agents
        Agents whom no queue needs that must remain when somebody goes home [agents].
    """

    missing_hour_cents: int = 20_000
    hour_cents: int = 4_000
    move_break_cents: int = 200
    move_activity_cents: int = 500
    drop_activity_cents: int = 2_000
    overtime_pct: int = 150
    call_in_pct: int = 150
    call_in_cents: int = 3_000
    time_off_pct: int = 50
    skill_hour_cents: int = 500
    notice_min: int = 15
    call_in_notice_min: int = 90
    most_overtime_min: int = 120
    spare_agents: int = 2
