"""Series of measuring files with their calendars."""

from collections.abc import Sequence
from pathlib import Path

from data.ingest import read_series_file
from data.model.errors import InvalidValue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.special_days import official_days


def cases_of(
    files: Sequence[Path], countries: Sequence[str], names: Sequence[str] = ()
) -> list[tuple[ContactSeries, SpecialDays]]:
    """Each series of the files (or those of these names), and its special days.

    Raises
    ------
    InvalidValue
        If there is neither one country for all files nor one for each, or a name is unknown.
    """
    if len(countries) not in (1, len(files)):
        raise InvalidValue(f"give one country, or one for each of the {len(files)} files")
    each = list(countries) * (len(files) if len(countries) == 1 else 1)
    found = []
    for file, country in zip(files, each, strict=True):
        for series in read_series_file(file):
            days = series.grid.days
            found.append((series, official_days(country, days[0].year, days[-1].year)))
    known = [series.queue_id for series, _ in found]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidValue(f"no series {unknown[0]!r}; the files hold {', '.join(known)}")
    return [case for case in found if not names or case[0].queue_id in names]
