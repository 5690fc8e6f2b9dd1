"""What a running solve tells whoever watches."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """One moment of a solve.

    Parameters
    ----------
    seconds
        Since the solve began [s].
    objective, bound
        Best roster's points and best proven bound so far, None where there is none yet.
    phase
        What is being done, in words.
    preparing
        Whether the time limit does not run yet.
    """

    seconds: float
    objective: float | None
    bound: float | None
    phase: str = ""
    preparing: bool = False

    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(1, objective) [-]."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, (self.objective - self.bound) / max(1.0, abs(self.objective)))
