"""Where notices go."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NoticeSettings:
    """Destination of notices.

    Parameters
    ----------
    address
        An address as apprise reads it (`mailto://...`, `wecombot://...`, `dingtalk://...`,
        `json://...`); empty: none are sent. It may hold a password, so it is shown to nobody,
        stands in no export, and is left out of every text of this value.
    """

    address: str = field(default="", repr=False)
