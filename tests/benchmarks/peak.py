"""Memory that a benchmark has taken."""

import resource
import sys


def peak_mb() -> float:
    """Most memory that this process has held at once [MB]."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
