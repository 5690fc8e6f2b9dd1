"""Kinds of work orders and complaints as people say them; a code nobody knows stays itself."""

from data.model.language import phrase, tr

_KINDS = {
    "complaint": phrase("complaint"),
    "report": phrase("report of misconduct"),
    "reconnection": phrase("reconnection"),
    "appliance": phrase("damaged appliance"),
    "meter_fault": phrase("meter fault"),
    "reading": phrase("meter reading"),
    "repair": phrase("repair"),
    "supply_quality": phrase("quality of supply"),
    "new_connection": phrase("new connection"),
    "other": phrase("all others"),
    "service": phrase("service"),
    "business": phrase("business"),
    "outages": phrase("outages"),
    "grid_construction": phrase("grid construction"),
}

_OUTCOMES = {
    "answered": phrase("answered"),
    "answered_at_once": phrase("answered at once"),
    "order": phrase("work order"),
    "follow_up": phrase("follow-up"),
    "abandoned": phrase("abandoned"),
    "lost": phrase("lost"),
    "missed": phrase("missed"),
}

KIND_OF_TOPIC = {
    "故障报修": "repair",
    "电压质量": "supply_quality",
    "家电损坏": "appliance",
    "电能表异常": "meter_fault",
    "抄表数据异常": "reading",
    "复电申请": "reconnection",
    "业扩报装": "new_connection",
    "服务投诉": "complaint",
}
"""Topics that exports of 95598 put into 【】, and the kind of work that they are about."""


def kind_name(kind: str) -> str:
    """A kind in the language in use."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind


def outcome_name(outcome: str) -> str:
    """What became of a contact, in the language in use."""
    return tr(_OUTCOMES[outcome]) if outcome in _OUTCOMES else outcome.replace("_", " ")


def series_name(name: str) -> str:
    """A series of trends, `CATEGORY`, `REGION` or `CATEGORY · REGION`, in the language in use."""
    category, *region = name.split(" · ")
    return " · ".join((kind_name(category), *region))


def channel_names() -> dict[str, str]:
    """Usual channels in the language in use, by what files call them."""
    return {
        "voice": tr("telephone"), "ivr": tr("IVR"), "sms": tr("text message"),
        "chat": tr("chat"), "web": tr("web page"), "app": tr("app"),
    }  # fmt: skip
