"""The language that a person chose for themselves, which comes before the browser's wish."""

from app.locale import LANGUAGES
from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context
from data.model.errors import InvalidValue
from data.model.language import tr
from data.store import documents


@asked
def language_of(context: Context) -> str:
    """Language that the person who acts chose; empty where they chose none."""
    chosen = context.store.load(documents.LANGUAGES)
    return dict(chosen).get(context.who, "")


@change
def set_language(context: Context, code: str) -> bool:
    """Choose the language of the person who acts; empty follows the browser again.

    Returns
    -------
    bool
        Whether anything changed.

    Raises
    ------
    InvalidValue
        If it is no language of ours.
    """
    if code and code not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise InvalidValue(tr("no language {code!r}; there are: {known}", code=code, known=known))
    stored = context.store.load(documents.LANGUAGES)
    before = dict(stored)
    if before.get(context.who, "") == code:
        return False
    now = {**before, context.who: code}
    chosen = tuple(sorted((who, one) for who, one in now.items() if one))
    entry = context.entry("set_language", f"person:{context.who}", code=code)
    context.store.save(documents.LANGUAGES, chosen, entry)
    return True
