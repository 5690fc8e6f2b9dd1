"""Amazon Connect: historical metrics in the columns of its forecasting upload."""

import pandas as pd

from data.ingest.layout import Layout, by_channel, has_columns, product

_COLUMNS = (
    "QueueName",
    "QueueId",
    "ChannelType",
    "TimeStamp",
    "IntervalDuration",
    "IncomingContactVolume",
    "AverageHandleTime",
    "ContactsHandled",
)


def _convert(cells: pd.DataFrame) -> pd.DataFrame:
    names = {name.lower(): name for name in _COLUMNS}
    cells = cells.rename(columns=lambda name: names.get(name.lower(), name))
    minutes = cells["IntervalDuration"].str.lower().str.removesuffix("mins").str.strip()
    queue = cells["QueueId"].where(cells["QueueId"] != "", cells["QueueName"])
    return by_channel(queue, cells["QueueName"], cells["ChannelType"]).assign(
        interval_start=cells["TimeStamp"],
        interval_minutes=minutes.replace({"daily": "1440", "hourly": "60"}),
        offered=cells["IncomingContactVolume"],
        handled=cells["ContactsHandled"],
        handle_seconds_total=product(cells["AverageHandleTime"], cells["ContactsHandled"]),
    )


LAYOUT = Layout(
    "amazon_connect",
    ",".join(_COLUMNS),
    has_columns(*_COLUMNS),
    _convert,
    utc=True,
    numbers=_COLUMNS[5:],
    needed=_COLUMNS,
)
