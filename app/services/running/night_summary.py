"""How a night went: its summary in sentences, stored and beside the inbox, and the last ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from app.services.access.asking import asked
from app.services.context import Context
from app.services.forecast.accuracy import DayScore
from app.services.history import ImportReport
from data.model.codec import to_json
from data.model.language import tr

Outcome = Literal["ok", "warnings", "failed"]
EXIT_CODES: dict[Outcome, int] = {"ok": 0, "warnings": 3, "failed": 4}


@dataclass(frozen=True)
class RefreshSummary:
    """How a night went.

    Parameters
    ----------
    outcome
        `ok`; `warnings`: finished, but a person should look; `failed`: a queue, file or step
        failed and the last good state stays.
    unreadable
        Files in `failed/`, of this night and earlier ones, with the reason: they are reported until
        somebody takes them away.
    waiting
        Files left in the inbox, with the reason.
    faults
        Steps that failed as a whole, with the reason.
    trail, trail_head
        What the check of the audit trail found, and the newest seal before this night's own entry:
        the next night compares it, so that an end cut off is noticed.
    thinned
        Which old forecasts went and why the rest stays.
    within_day
        Whether forecasting the rest of the last day again was of use, in one sentence.
    reroster
        Published days whose forecast moved, and what was prepared for them; empty: none moved.
    """

    started: str
    outcome: Outcome
    imports: tuple[ImportReport, ...] = ()
    unreadable: dict[str, str] = field(default_factory=dict)
    forecasts_made: tuple[str, ...] = ()
    forecasts_reused: tuple[str, ...] = ()
    forecasts_failed: dict[str, str] = field(default_factory=dict)
    scored_day: date | None = None
    scores: tuple[DayScore, ...] = ()
    warnings: tuple[str, ...] = ()
    waiting: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    forecast_warnings: tuple[str, ...] = ()
    trail: str = ""
    trail_head: str = ""
    thinned: str = ""
    within_day: str = ""
    reroster: str = ""

    @property
    def words(self) -> str:
        """The night in plain sentences, one a line."""
        lines = [tr("Refresh of {started}: {outcome}.", started=self.started, outcome=self.outcome)]
        lines += [tr("Imported {sentence}.", sentence=report.sentence) for report in self.imports]
        lines += [*self._of_files(), *self._of_forecasts()]
        lines += [
            tr("Could not {step}: {why}", step=tr(step), why=why)
            for step, why in self.faults.items()
        ]
        lines += [
            tr("Still: {text}", text=text)
            for text in self.forecast_warnings
            if text not in self.warnings
        ]
        said = (self.reroster, self.within_day, self.trail, self.thinned)
        lines += [line for line in said if line]
        lines += [tr("Warning: {warning}", warning=warning) for warning in self.warnings]
        return "\n".join(lines)

    def _of_files(self) -> Iterator[str]:
        for name, reason in self.unreadable.items():
            yield tr("Failed file {name}: {reason}", name=name, reason=reason)
        if self.unreadable:
            yield tr(
                "Failed files stay in failed/ and are reported every night: correct "
                "one and put it back into the inbox, or take it away."
            )
        for name, reason in self.waiting.items():
            yield tr("Left in the inbox: {name} {reason}", name=name, reason=reason)

    def _of_forecasts(self) -> Iterator[str]:
        yield tr(
            "{forecasts_made} queues forecast, {forecasts_reused} unchanged, "
            "{forecasts_failed} failed (their last good forecast stays).",
            forecasts_made=len(self.forecasts_made),
            forecasts_reused=len(self.forecasts_reused),
            forecasts_failed=len(self.forecasts_failed),
        )
        for queue_id, why in self.forecasts_failed.items():
            yield tr("Forecast of {q} failed: {why}", q=queue_id, why=why)
        for s in self.scores:
            yield tr(
                "{queue_id} on {day}: error {wape_share:.1%} (8-week mean "
                "{mean8w_wape_share:.1%}, floor {floor_share:.1%}).",
                queue_id=s.queue_id,
                day=s.day,
                wape_share=s.wape_share,
                mean8w_wape_share=s.mean8w_wape_share,
                floor_share=s.floor_share,
            )

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        found: dict[str, Any] = to_json(self)
        return found


@dataclass(frozen=True)
class Night:
    """A run of the nightly job as it was stored; `words` are empty for runs of older versions."""

    at: datetime
    who: str
    outcome: Outcome
    words: str
    failed_files: dict[str, str]
    warnings: tuple[str, ...]


@asked
def nights(context: Context, limit: int = 14) -> tuple[Night, ...]:
    """The last runs of the nightly job, newest first.

    Parameters
    ----------
    limit
        Most runs returned [-].
    """
    return tuple(
        Night(
            entry.at,
            entry.who,
            entry.detail.get("outcome", "failed"),
            entry.detail.get("words", ""),
            dict(entry.detail.get("unreadable") or {}),
            tuple(entry.detail.get("warnings") or ()),
        )
        for entry in context.store.audit(verb="refresh", limit=limit)
    )


def outcome_of(summary: RefreshSummary) -> Outcome:
    """How a night ended, by what its summary says."""
    if summary.forecasts_failed or summary.unreadable or summary.faults:
        return "failed"
    return "warnings" if summary.warnings or summary.waiting else "ok"
