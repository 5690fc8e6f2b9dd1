"""Scenes, chains of contacts, signed bundles."""

from app.api.parts.route import Route
from app.services.service_quality.trace.bundle import trace_bundle, verify_bundle
from app.services.service_quality.trace.contacts import chains_of_period, find_chains
from app.services.service_quality.trace.scene import scene_at

TAG = "Service quality: trace"


ROUTES = (
    Route("GET", "/trace/scene", scene_at, example={"at": "2026-11-27T10:15:00+08:00"}),
    Route("GET", "/trace/chains", find_chains, example={"text": "C-100"}),
    Route("GET", "/trace/contacts", chains_of_period, limits={"window_days": (1, 60)}),
    Route("GET", "/trace/bundle", trace_bundle, media=("application/zip",), file="trace.zip"),
    Route("POST", "/trace/verifications", verify_bundle),
)
