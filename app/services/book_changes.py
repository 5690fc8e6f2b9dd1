"""A rule book with a setting named, exchanged or taken out; nothing is stored here."""

from collections import Counter

from app.services.whom_rules_bind import Book
from data.model.errors import NotFound
from data.model.rule import RuleSetting


def labels(settings: Book) -> tuple[str, ...]:
    """What each setting is called: its rule, and `#2`, `#3` for further settings of one rule."""
    seen: Counter[str] = Counter()
    found = []
    for setting in settings:
        seen[setting.rule] += 1
        number = seen[setting.rule]
        found.append(setting.rule if number == 1 else f"{setting.rule}#{number}")
    return tuple(found)


def place_of(settings: Book, label: str) -> int:
    """Place of a setting in the book.

    Raises
    ------
    NotFound
        If the book has no such setting.
    """
    known = labels(settings)
    if label not in known:
        raise NotFound(f"no rule {label!r} in the book; see `peakshift rules list`")
    return known.index(label)


def changed_book(
    book: Book, before: RuleSetting, after: RuleSetting, kept: RuleSetting | None = None
) -> Book:
    """The book with a setting in another's place, or beside what is kept of the other."""
    place = book.index(before)
    if kept is None:
        return (*book[:place], after, *book[place + 1 :])
    return (*book[:place], kept, *book[place + 1 :], after)


def without(book: Book, setting: RuleSetting) -> Book:
    """The book with one setting taken out."""
    place = book.index(setting)
    return (*book[:place], *book[place + 1 :])


def removable(book: Book, setting: RuleSetting) -> bool:
    """Whether its rule is set more than once."""
    return sum(other.rule == setting.rule for other in book) > 1
