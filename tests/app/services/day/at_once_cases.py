"""What many writers do at once to the running day: figures, alerts, proposals, storms."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from app.services.context import Context
from app.services.day import feed
from app.services.day.alerts import raised as alerts
from app.services.day.proposals import overflow, take
from app.services.day.recourse import night
from app.services.day.storms import entered as storms
from data.model.day.alerts import Finding
from data.model.day.overflow import Overflow
from data.model.day.proposals import Proposal, Taken
from data.model.day.recourse import NightProposal
from data.model.day.storm import Hit, Playbook, Standby, Step
from data.store import documents
from tests.app.services.at_once_cases import DAY, FURTHER, Do, Stands, case, most

_NUMBERS = count()


def _storm(context: Context, name: str = "") -> str:
    """Enter one, of a name of its own; its id."""
    name = name or f"any storm {next(_NUMBERS)}"
    begin = datetime(2026, 3, 1, 8, tzinfo=UTC)
    hits = (Hit("", "fault", 1.0, 0.5, 2.0),)
    return storms.enter_storm(context, name, begin, begin + timedelta(hours=6), hits).storm_id


@case(storms.enter_storm)
def entered_storms(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: _storm(c, f"storm {n}"),
        lambda c, n, answer: any(s.name == f"storm {n}" for s in storms.storms_of(c)),
    )


@case(storms.change_storm)
def changed_storms(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_storm(context) for _ in range(most())]
    return (
        lambda c, n: storms.change_storm(c, mine[n], source=f"office {n}"),
        lambda c, n, answer: storms.storm_named(c, mine[n]).source == f"office {n}",
    )


@case(storms.end_storm, "one")
def ended_storm(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _storm(context)
    return (
        lambda c, n: storms.end_storm(c, mine, f"reason {n}"),
        lambda c, n, answer: storms.storm_named(c, mine).levels[-1].why == f"reason {n}",
    )


@case(storms.set_storm_level)
def levels_of_storms(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_storm(context) for _ in range(most())]
    return (
        lambda c, n: storms.set_storm_level(c, mine[n], 2 + n % 3),
        lambda c, n, answer: storms.storm_named(c, mine[n]).level == 2 + n % 3,
    )


@case(storms.tick_step)
def ticked_steps(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine, usual = _storm(context), Playbook()
    steps = tuple(Step(f"step{n}", f"Do {n} in {mine}") for n in range(most()))
    levels = (*usual.levels[:4], replace(usual.levels[4], steps=steps))
    storms.set_playbook(context, replace(usual, levels=levels))
    return (
        lambda c, n: storms.tick_step(c, mine, f"step{n}"),
        lambda c, n, answer: any(
            tick.step_id == f"step{n}" for tick in storms.storm_named(c, mine).ticks
        ),
    )


@case(storms.save_storm_plan, "last")
def standby_plans(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _storm(context)
    agent = context.store.load(documents.STAFF).agents[0].agent_id
    return (
        lambda c, n: storms.save_storm_plan(
            c, mine, (Standby(agent, "at home", DAY, 60 * n, 60 * n + 240),)
        ),
        lambda c, n, answer: storms.storm_named(c, mine).standbys[0].from_min == 60 * n,
    )


@case(storms.call_standby, most=16)
def calls(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _storm(context)
    agents = [a.agent_id for a in context.store.load(documents.STAFF).agents]
    on = [Standby(agent, "at home", DAY, 480, 720) for agent in agents]
    storms.save_storm_plan(context, mine, on)
    return (
        lambda c, n: storms.call_standby(c, mine, agents[n]),
        lambda c, n, answer: next(
            one.called for one in storms.storm_named(c, mine).standbys if one.agent_id == agents[n]
        ),
    )


@case(storms.set_playbook, "last")
def playbooks(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: storms.set_playbook(c, replace(Playbook(), shortfall=4.0 + n)),
        lambda c, n, answer: storms.playbook_of(c).shortfall == 4.0 + n,
    )


def _an_alert(context: Context, folder: Path) -> str:
    found = alerts.note_findings(context, (Finding("surge", folder.name),))
    return found.raised[0].alert_id


@case(alerts.acknowledge_alert, "one", names_who=True)
def one_alert(context: Context, folder: Path) -> tuple[Do, Stands]:
    alert_id = _an_alert(context, folder)
    return (
        lambda c, n: alerts.acknowledge_alert(c, alert_id, f"mine {n}"),
        lambda c, n, answer: c.store.load_alert(alert_id).note == f"mine {n}",
    )


@case(alerts.note_findings, "last")
def looks(context: Context, folder: Path) -> tuple[Do, Stands]:
    def about(n: int) -> str:
        return f"{folder.name} {n}"

    return (
        lambda c, n: alerts.note_findings(c, (Finding("surge", about(n)),)),
        lambda c, n, answer: about(n) in {a.subject for a in alerts.alerts_of(c) if a.open},
    )


@case(alerts.note_sent, "last")
def notices_of_one(context: Context, folder: Path) -> tuple[Do, Stands]:
    alert_id = _an_alert(context, folder)
    return (
        lambda c, n: alerts.note_sent(c, alert_id, f"sent to {n}"),
        lambda c, n, answer: c.store.load_alert(alert_id).sent == f"sent to {n}",
    )


@case(alerts.set_alert_settings, "one", names_who=True)
def one_limit(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = alerts.alert_settings_of(context)
    base = 20 if seen.missing_min >= 100 else 100
    return (
        lambda c, n: alerts.set_alert_settings(c, {"missing_min": base + n}, seen=seen),
        lambda c, n, answer: alerts.alert_settings_of(c).missing_min == base + n,
    )


@case(alerts.set_escalation, "last")
def second_level(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: alerts.set_escalation(c, 2, f"json://host-{n}.example.org"),
        lambda c, n, answer: f"host-{n}." in c.store.load(documents.ESCALATION).addresses[0],
    )


@case(feed.import_day)
def states_of_agents(context: Context, folder: Path) -> tuple[Do, Stands]:
    def file(n: int) -> Path:
        path = folder / f"agents{n}.csv"
        path.write_text(f"agent,state,since\nA{n},break,2025-08-10T09:00+08:00\n")
        return path

    return (
        lambda c, n: feed.import_day(c, file(n)),
        lambda c, n, answer: (
            answer.accepted == 1
            and any(one.source == f"agents{n}.csv" for one in c.store.list_feeds("agent_states"))
        ),
    )


@case(feed.set_day_feed, "one", names_who=True)
def silence(context: Context, folder: Path) -> tuple[Do, Stands]:
    seen = feed.set_day_feed(context, {"silent_min": 15})
    return (
        lambda c, n: feed.set_day_feed(c, {"silent_min": 30 + n}, seen=seen),
        lambda c, n, answer: c.store.load(documents.DAY_FEED).silent_min == 30 + n,
    )


@case(feed.set_day_feed)
def words_of_states(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: feed.set_day_feed(c, {}, {f"word {n}": "break"}),
        lambda c, n, answer: (f"word {n}", "break") in c.store.load(documents.DAY_FEED).words,
    )


def a_proposal(n: int) -> Proposal:
    """A proposal without actions, of an id of its own."""
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    return Proposal(f"P-{n:02d}", DAY, made_at, "tester", "R-1", 1, 480, (), 0, 0, 0.0, 0, True)


@case(take.save_proposal)
def proposals(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: take.save_proposal(c, a_proposal(n)),
        lambda c, n, answer: f"P-{n:02d}" in take.day_log(c, DAY).proposals,
    )


@case(take.log_taken)
def taken_actions(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    for n in range(most()):
        take.save_proposal(context, a_proposal(n))
    return (
        lambda c, n: take.log_taken(c, Taken(f"P-{n:02d}", (), c.who, made_at, "", "R", 9)),
        lambda c, n, answer: answer in take.day_log(c, DAY).taken,
    )


@case(take.log_waiting)
def waiting_actions(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    for n in range(most()):
        take.save_proposal(context, a_proposal(n))
    return (
        # Others take the same proposals without any action, and what is taken waits no more.
        lambda c, n: take.log_waiting(c, Taken(f"P-{n:02d}", (9,), c.who, made_at, "", "R")),
        lambda c, n, answer: answer in take.day_log(c, DAY).waiting,
    )


@case(take.log_undone, "one")
def an_undone_action(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    take.save_proposal(context, a_proposal(0))
    taken = take.log_taken(context, Taken("P-00", (), "first", made_at, "", "R", 8))
    return (
        lambda c, n: take.log_undone(c, taken),
        lambda c, n, answer: answer in take.day_log(c, DAY).taken,
    )


@case(take.note_shift)
def notes_of_a_shift(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: take.note_shift(c, f"note {n}", DAY),
        lambda c, n, answer: answer in take.day_log(c, DAY).notes,
    )


@case(overflow.set_overflows, "last")
def overflows(context: Context, folder: Path) -> tuple[Do, Stands]:
    def mine(n: int) -> tuple[Overflow, ...]:
        return (Overflow(FURTHER[n].queue_id, "fault"),)

    return (
        lambda c, n: overflow.set_overflows(c, mine(n)),
        lambda c, n, answer: overflow.overflows_of(c) == mine(n),
    )


@case(night.save_night_proposal, "last")
def what_the_night_prepared(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    def mine(n: int) -> NightProposal:
        return NightProposal(made_at, f"R-{n}", 1, ())

    return (
        lambda c, n: night.save_night_proposal(c, mine(n)),
        lambda c, n, answer: night.night_proposal(c) == mine(n),
    )


@case(night.dismiss_night_proposal, "one")
def night_proposals(context: Context, folder: Path) -> tuple[Do, Stands]:
    made_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    waiting = NightProposal(made_at, "R-1", 1, (), roster_id="R-2")
    context.store.save(documents.NIGHT_PROPOSAL, waiting, context.entry("x", "roster:R-2"))
    return (
        lambda c, n: night.dismiss_night_proposal(c, f"no {n}"),
        lambda c, n, answer: night.night_proposal(c) == answer,
    )
