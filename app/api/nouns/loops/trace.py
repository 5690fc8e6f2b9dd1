"""Scenes, chains of contacts, signed bundles."""

from datetime import datetime

from app.api.parts.answers import File
from app.api.parts.route import Route
from app.services.context import Context
from app.services.service_quality.trace.bundle import trace_bundle, verify_bundle
from app.services.service_quality.trace.contacts import chains_of_period, find_chains
from app.services.service_quality.trace.scene import scene_at

TAG = "Service quality: trace"


def bundle_file(
    context: Context,
    at: datetime | None = None,
    find: str = "",
    queue_ids: tuple[str, ...] = (),
    agent_id: str = "",
) -> File:
    """A zip of a scene, of chains, or of both, with digests and a signature.

    Parameters
    ----------
    at
        Moment of the scene; null: no scene.
    find
        Contact, case, order or customer's hash whose chains go in; empty: none.
    queue_ids, agent_id
        Narrow the scene.
    """
    content = trace_bundle(context, at, find, queue_ids, agent_id)
    return File(content, "trace.zip", "application/zip")


ROUTES = (
    Route("GET", "/trace/scene", scene_at, example={"at": "2026-11-27T10:15:00+08:00"}),
    Route("GET", "/trace/chains", find_chains, example={"text": "C-100"}),
    Route("GET", "/trace/contacts", chains_of_period, limits={"window_days": (1, 60)}),
    Route("GET", "/trace/bundle", bundle_file, media=("application/zip",)),
    Route("POST", "/trace/verifications", verify_bundle),
)
