"""Callers who hang up and call again are counted twice; demand should count them once."""

from dataclasses import replace

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.series import ContactSeries

_DELAY_SLOTS = 2  # most who try again do so within the hour


def without_retrials(series: ContactSeries, retry_share: float = 0.4) -> ContactSeries:
    """The history with repeated attempts taken out of what was offered.

    Of each slot's abandons, `retry_share` come back, spread evenly over this slot and the next
    two; the first attempts are what remains (offered calls are first attempts and
    retrials: Aksin, Armony & Mehrotra 2007, Production and Operations Management 16, 665-688,
    sec. 2, doi:10.1111/j.1937-5956.2007.tb00288.x). Unchanged where abandons are unknown.

    Parameters
    ----------
    retry_share
        Share of the callers who hung up and try again [-]; 0.4 is a planning assumption, set
        what your own telephone system reports.

    Raises
    ------
    InvalidValue
        If the share does not lie in [0, 1).
    """
    if not 0 <= retry_share < 1:
        raise InvalidValue(
            tr("retry_share {retry_share} must lie in [0, 1)", retry_share=retry_share)
        )
    if not series.abandoned.size:
        return series
    back = retry_share * np.nan_to_num(series.abandoned)
    window = np.ones(_DELAY_SLOTS + 1) / (_DELAY_SLOTS + 1)
    repeated = np.convolve(back, window)[: len(back)]
    # More than what was left over cannot have been repeated attempts.
    first = np.maximum(series.offered - repeated, np.minimum(series.offered, series.offered * 0.5))
    return replace(series, offered=first)
