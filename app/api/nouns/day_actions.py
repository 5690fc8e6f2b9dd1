"""What to do about the running day: proposals, what was taken, their scores, the shift log."""

from app.api.nouns.rosters import CSV
from app.api.parts.route import Route
from app.services.context import Context
from app.services.day.proposals.effects import seats_lacking_after
from app.services.day.proposals.log import shift_log, shift_log_csv
from app.services.day.proposals.outcome import outcomes_of
from app.services.day.proposals.overflow import overflows_of, set_overflows
from app.services.day.proposals.take import (
    day_log,
    note_shift,
    proposal_named,
    take_actions,
    undo_actions,
)
from app.services.day.recourse.night import (
    dismiss_night_proposal,
    moved_days,
    night_proposal,
    prepare_reroster,
    publish_night_proposal,
)
from app.services.day.recourse.steering import aims_of
from app.services.jobs.of_day import ProposeOrder

TAG = "Actions of the day"


def seats_after(context: Context, proposal_id: str) -> tuple[str, ...]:
    """When the actions of a proposal bring more people than there are seats, in sentences."""
    return seats_lacking_after(context, proposal_named(context, proposal_id))


ROUTES = (
    Route("POST", "/day/proposals", ProposeOrder,
          limits={"time_limit_s": (1, 600), "replications": (0, 1_000)},
          example={"kinds": ["break", "stay"]}),
    Route("GET", "/day/proposals/{proposal_id}", proposal_named),
    Route("GET", "/day/proposals/{proposal_id}/seats", seats_after, listed=True),
    Route("POST", "/day/proposals/{proposal_id}/taken", take_actions,
          example={"numbers": [1, 2], "why": "faults are short from 16:00"}),
    Route("DELETE", "/day/proposals/{proposal_id}/taken", undo_actions),
    Route("GET", "/days/{day}/proposals", day_log),
    Route("GET", "/days/{day}/outcomes", outcomes_of, listed=True),
    Route("GET", "/days/{day}/shift-log", shift_log, listed=True),
    Route("GET", "/days/{day}/shift-log.csv", shift_log_csv, media=(CSV,),
          file="shift-log-{day}.csv"),
    Route("POST", "/days/{day}/notes", note_shift, status=201,
          example={"text": "power is back in the north"}),
    Route("GET", "/day/moved-days", moved_days, listed=True),
    Route("GET", "/day/aims", aims_of),
    Route("GET", "/day/reroster", night_proposal),
    Route("POST", "/day/reroster", prepare_reroster),
    Route("POST", "/day/reroster/publication", publish_night_proposal, status=201),
    Route("DELETE", "/day/reroster", dismiss_night_proposal),
    Route("GET", "/day/overflows", overflows_of),
    Route("PUT", "/day/overflows", set_overflows, guard="/day/overflows",
          example={"overflows": [{"queue_id": "faults", "of_queue_id": "billing"}]}),
)  # fmt: skip
