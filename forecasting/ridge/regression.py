"""Ridge regression that forgets, at many origins in one pass over the days, on one thread."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
import scipy

from data.model.grid import FloatArray, IntArray
from forecasting.counts import fading

FIXED = 0
"""Group of the effects whose prior stays as it is."""
_PRIOR_EFFECTS = 1.0  # the spread set by theory counts as one effect of that size
_STEPS = 4  # far fewer are needed than for convergence of an expectation step
_WIDEST = 2.0  # times the spread set by theory
_BLAS_NAMES = ("scipy_openblas_{}_num_threads64_", "scipy_openblas_{}_num_threads")


def discounted_fits(
    X: FloatArray,
    z: FloatArray,
    precision: FloatArray,
    prior_sd: FloatArray,
    halflife_days: float,
    origins: IntArray,
) -> FloatArray:
    """Coefficients at each origin, from the rows before it only.

    Minimises sum_d 0.5^((o-1-d)/halflife) precision_d (z_d - x_d b)^2 + sum_j (b_j / prior_sd_j)^2.

    Parameters
    ----------
    X
        Regressors, shape (days, columns).
    z
        Target, shape (days,) or (days, targets); rows of precision 0 are skipped.
    precision
        Inverse variances [-], shape (days,).
    origins
        Ascending days, 0 .. days; shape (origins,).

    Returns
    -------
    Shape (origins, columns) or (origins, columns, targets).
    """
    targets = z.reshape(len(z), -1)
    columns = X.shape[1]
    daily = 0.5 ** (1.0 / halflife_days)
    rows = np.hstack([X, np.where(precision[:, None] > 0, targets, 0.0)])
    sums = np.zeros((columns, columns + targets.shape[1]))
    at_origins = np.empty((len(origins), *sums.shape))
    first = 0
    for i, origin in enumerate(origins.tolist()):
        # One matrix product per stretch between origins, not one per day.
        stretch = slice(first, origin)
        fade = daily ** np.arange(origin - 1 - first, -1, -1) * precision[stretch]
        sums = sums * daily ** (origin - first) + (X[stretch] * fade[:, None]).T @ rows[stretch]
        at_origins[i] = sums
        first = origin
    gram = at_origins[:, :, :columns] + np.diag(1.0 / prior_sd**2)
    solved = np.linalg.solve(gram, at_origins[:, :, columns:])
    return np.asarray(solved.reshape(len(origins), columns, *z.shape[1:]))


def learnt_spread(
    X: FloatArray,
    z: FloatArray,
    precision: FloatArray,
    prior_sd: FloatArray,
    group: IntArray,
    halflife_days: float,
) -> FloatArray:
    """Prior standard deviations after a look at the history, shape (columns,).

    Each group of effects shares one factor on its spread, which maximises the evidence of the
    history: squared effects over the number of effects that the data determine (MacKay 1992,
    Bayesian Interpolation, Neural Computation 4, 415-447, doi:10.1162/neco.1992.4.3.415). Where
    holidays change little, a single odd one is then not believed.

    Parameters
    ----------
    X, z, precision, prior_sd, halflife_days
        As in `discounted_fits`, of the whole history.
    group
        Group of each column, `FIXED` for those left alone, shape (columns,).
    """
    weight = fading(len(z), halflife_days) * precision
    gram = (X.T * weight) @ X
    moment = X.T @ (weight * z)
    factor = np.ones(len(prior_sd))
    for _ in range(_STEPS):
        held = 1.0 / (prior_sd * factor) ** 2
        spread = np.linalg.inv(gram + np.diag(held))
        effect = spread @ moment
        determined = np.clip(1.0 - np.diag(spread) * held, 0.0, 1.0)
        for one in set(group.tolist()) - {FIXED}:
            mine = group == one
            size = ((effect[mine] / prior_sd[mine]) ** 2).sum()
            share = (_PRIOR_EFFECTS + size) / (_PRIOR_EFFECTS + determined[mine].sum())
            factor[mine] = min(_WIDEST, float(np.sqrt(share)))
    return np.asarray(prior_sd * factor)


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold numpy's and scipy's OpenBLAS to one thread; nothing happens where it is not used.

    Our matrices are small and every core has a queue of its own. OpenBLAS would start as many
    threads as there are cores in every process; in a pool of workers they hinder each other.
    """
    with ExitStack() as stack:
        for get, set_ in _blas_controls():
            stack.callback(set_, get())
            set_(1)
        yield


@lru_cache(maxsize=1)
def _blas_controls() -> tuple[tuple[Callable[[], int], Callable[[int], None]], ...]:
    found = []
    for package in (np, scipy):
        folder = Path(str(package.__file__)).parent.parent / f"{package.__name__}.libs"
        for path in sorted(folder.glob("libscipy_openblas*")):
            library = ctypes.CDLL(str(path))  # already loaded: the same handle once more
            for name in _BLAS_NAMES:
                if hasattr(library, name.format("set")):
                    get = getattr(library, name.format("get"))
                    found.append((get, getattr(library, name.format("set"))))
                    break
    return tuple(found)
