"""What one category of contacts foretells about another."""

from app.services.desk import Desk
from app.services.read_centre import history_of, queues_of, special_days_of
from forecasting.early_warning import EarlyWarning, Link, find_links, warn


def early_warnings(desk: Desk) -> tuple[tuple[Link, ...], tuple[EarlyWarning, ...]]:
    """Links between queues found in their history, and what the newest days warn of."""
    history = history_of(desk, queues_of(desk))
    first = min(series.grid.days[0] for series in history.values())
    last = max(series.grid.days[-1] for series in history.values())
    special = special_days_of(desk, first, last)
    links = find_links(history, special)
    return links, warn(links, history, special)
