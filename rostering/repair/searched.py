"""How far a search went: what may be said where it found nothing, or nothing more."""

from dataclasses import dataclass

from data.model.language import tr


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
        more = tr("further change") if changed else tr("change")
        if proven:
            return tr("No {more} is worth its price: proven.", more=more)
        if self.ended:
            return tr(
                "No {more} is worth its price: all {people} people were asked, each "
                "for changes of their own.",
                more=more,
                people=self.people,
            )
        why = tr("stopped") if self.stopped else tr("out of time")
        if not self.asked:
            what = tr("Not searched beyond direct replacements") if changed else tr("Not searched")
            return f"{what}: {why}."
        if self.asked < self.people:
            begun = tr("Stopped") if self.stopped else tr("Out of time")
            return tr(
                "{begun} after {asked} of {people} people were asked.",
                begun=begun,
                asked=self.asked,
                people=self.people,
            )
        return tr(
            "All {people} people were asked once, but the search was {why} "
            "before it was clear that nothing more is worth its price.",
            people=self.people,
            why=why,
        )
