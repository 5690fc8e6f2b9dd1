"""Length of the interval of files that do not say it."""

import numpy as np
import pandas as pd


def common_step(starts: pd.Series, by: pd.Series) -> str:
    """Most common distance of neighbouring starts within a queue, as text [min]; "" if none.

    Notes
    -----
    Nights without rows are longer steps, but rarer than the interval itself.
    """
    instants = pd.to_datetime(starts, format="mixed", errors="coerce", utc=True)
    ordered = pd.DataFrame({"at": instants, "by": by}).sort_values(["by", "at"])
    steps = ordered.groupby("by")["at"].diff().dt.total_seconds().to_numpy() / 60.0
    positive = steps[np.nan_to_num(steps) > 0]
    if not len(positive):
        return ""
    lengths, counts = np.unique(positive, return_counts=True)
    return f"{lengths[counts.argmax()]:g}"
