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


def kind_name(kind: str) -> str:
    """A kind in the language in use."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind
