"""How far a search went: what may be said where it found nothing, or nothing more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Searched:
    """How far people were asked for changes of their own.

    Parameters
    ----------
    asked, people
        How many were asked in full, and of how many.
    ended
        Whether everybody was asked since the last change, and no change of one person saves
        more than it costs.
    stopped
        Whether somebody ended the search.
    """

    asked: int = 0
    people: int = 0
    ended: bool = False
    stopped: bool = False

    def sentence(self, changed: bool, proven: bool) -> str:
        """What is known of better changes.

        Parameters
        ----------
        changed
            Whether any change was found.
        proven
            Whether no change of any number of people is cheaper.
        """
        more = "further change" if changed else "change"
        if proven:
            return f"No {more} is worth its price: proven."
        if self.ended:
            return (
                f"No {more} is worth its price: all {self.people} people were asked, "
                "each for changes of their own."
            )
        why = "stopped" if self.stopped else "out of time"
        if not self.asked:
            what = "Not searched beyond direct replacements" if changed else "Not searched"
            return f"{what}: {why}."
        if self.asked < self.people:
            begun = "Stopped" if self.stopped else "Out of time"
            return f"{begun} after {self.asked} of {self.people} people were asked."
        return (
            f"All {self.people} people were asked once, but the search was {why} before it was "
            "clear that nothing more is worth its price."
        )
