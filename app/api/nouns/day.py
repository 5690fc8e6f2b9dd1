"""The running day: figures in, how fresh they are, states of queues and agents."""

from app.api.parts.route import Route
from app.services.day.alerts.raised import (
    acknowledge_alert,
    alert_settings_of,
    alerts_of,
    look_for_alerts,
    set_alert_settings,
    set_escalation,
)
from app.services.day.feed import import_day, set_day_feed
from app.services.day.live import (
    agent_states_of_day,
    day_feed_of,
    feed_freshness,
    queue_states_at,
    queue_states_of_day,
)
from app.services.day.rest.reforecast import reforecast_day
from app.services.day.rest.scores import rest_scores, rest_versions
from app.services.day.summary import day_summary

TAG = "The running day"

_SETTINGS = {"changes": {"silent_min": 15}, "why": "the switch sends every ten minutes"}
_ALERTS = {"changes": {"escalate_min": 10}, "why": "as agreed with the floor"}

ROUTES = (
    Route("POST", "/day/files", import_day, status=201),
    Route("GET", "/day", day_summary),
    Route("GET", "/day/feed", feed_freshness),
    Route("GET", "/day/queues", queue_states_at, listed=True),
    Route("GET", "/day/queues/states", queue_states_of_day, listed=True),
    Route("GET", "/day/agents/states", agent_states_of_day, listed=True),
    Route("POST", "/day/forecasts", reforecast_day, status=201),
    Route("GET", "/day/forecasts", rest_versions, listed=True),
    Route("GET", "/day/forecasts/scores", rest_scores),
    Route("GET", "/day/settings", day_feed_of),
    Route("PATCH", "/day/settings", set_day_feed, guard="/day/settings", example=_SETTINGS),
    Route("GET", "/day/alerts", alerts_of, listed=True),
    Route("POST", "/day/alerts/look", look_for_alerts),
    Route("POST", "/day/alerts/{alert_id}/acknowledgement", acknowledge_alert, status=201),
    Route("GET", "/day/alerts/settings", alert_settings_of),
    Route(
        "PATCH",
        "/day/alerts/settings",
        set_alert_settings,
        guard="/day/alerts/settings",
        example=_ALERTS,
    ),
    Route("POST", "/day/alerts/levels/{level}/destination", set_escalation),
)
