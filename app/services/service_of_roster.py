"""The certificate of a roster: the simulated service that was kept when it was published."""

from dataclasses import dataclass
from typing import Any

from app.services.desk import Desk
from data.model.publication import Publication


@dataclass(frozen=True)
class Certificate:
    """The simulated service that was kept when a roster was published."""

    version: int
    report: dict[str, Any]


def certificate_of(desk: Desk, roster_id: str) -> Certificate | None:
    """The newest published certificate of a roster; None where it has none."""
    mine = [p for p in desk.store.load_publications() if _certified(p, roster_id)]
    return Certificate(mine[-1].version, mine[-1].proof["service"]) if mine else None


def _certified(publication: Publication, roster_id: str) -> bool:
    service = publication.proof.get("service") or {}
    return publication.roster_id == roster_id and bool(service.get("queues"))
