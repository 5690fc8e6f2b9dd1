"""Independent random streams, one per effect, so that adding one never changes the others."""

import zlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Generator of one named effect of one seed."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
