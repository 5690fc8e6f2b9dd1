"""The store, the person and the centre that a browser session works with."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from gettext import NullTranslations
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.locale import best_match, catalogue
from app.services.access.asking import Permit, who_acts, why_not
from app.services.access.door import at_door
from app.services.access.language import language_of, set_language
from app.services.context import Context, centre_of, default_url, today_of
from app.web import sign_in
from app.web.guard import BROWSER_COOKIE
from app.web.parts.wording import plain
from data.model.centre import Centre
from data.model.language import found_by, tr, use
from data.model.staff import Staff
from data.store import Store, documents

T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def store_at(url: str) -> Store:
    """One store a process and database; its connections are taken per transaction."""
    return Store.open(url)


def url() -> str:
    """Database of this app."""
    return default_url()


def one_look() -> AbstractContextManager[None]:
    """What draws one page asks the database once for what does not change in between."""
    return store_at(url()).one_look()


def context() -> Context:
    """This session's person at the app's store."""
    return context_of(store_at(url()), sign_in.who())


def context_of(store: Store, name: str) -> Context:
    """A context; the operating system's user where nobody else is named."""
    signed_in = sign_in.signs_in()
    return at_door(Context(store, name, signed_in=signed_in) if name else Context(store))


def shared_context(url: str, who: str = "") -> Context:
    """For what sessions share (`reads`): pages ask before they are drawn, so it asks no more."""
    permit = Permit("shared reading")
    store = store_at(url)
    return Context(store, who, permit=permit) if who else Context(store, permit=permit)


LANGUAGE = "language"
"""Session key: code of the language that this person reads."""


def language() -> str:
    """Code of this session's language: what the person chose, else what the browser wishes."""
    return str(st.session_state.get(LANGUAGE) or best_match(st.context.locale))


def speak() -> None:
    """Say what follows in this session's language, in callbacks and fragments too."""
    found_by(_spoken)
    use(catalogue(language()))


def speak_as_chosen() -> None:
    """Read once a session what the person chose in the settings, now that they are known."""
    if LANGUAGE not in st.session_state:
        st.session_state[LANGUAGE] = language_of(context())
        speak()


def choose_language(code: str) -> None:
    """Save the person's language, empty for the browser's, and say all that follows in it."""
    set_language(context(), code)
    st.session_state[LANGUAGE] = code
    speak()


def _spoken() -> NullTranslations | None:
    """What a callback or a fragment speaks, which Streamlit runs in a thread of its own."""
    return catalogue(language()) if get_script_run_ctx(suppress_warning=True) else None


def centre() -> Centre:
    """The centre that the store belongs to.

    Raises
    ------
    NotFound
        If none was set up yet.
    """
    return centre_of(context())


def staff() -> Staff:
    """The staff as far as this session's person may see it; nobody where they may see none."""
    here = context()
    return Staff() if why_not(here, "own_shifts", ()) else here.store.load(documents.STAFF)


def queue_names() -> dict[str, str]:
    """Name of each queue, by its id."""
    return {queue.queue_id: queue.name for queue in context().store.load(documents.QUEUES)}


def browser() -> str:
    """Name that the guard gave to this browser; empty where no guard stands before the app."""
    found: object = st.context.cookies.get(BROWSER_COOKIE, "")
    return found if isinstance(found, str) else ""  # tests have no browser


@st.cache_resource(show_spinner=False)
def _unsaved() -> dict[tuple[str, str, str], dict[str, Any]]:
    return {}


def unsaved() -> dict[str, Any]:
    """What this person has begun at this browser and not saved yet; a reload finds it again."""
    if not browser():
        begun: dict[str, Any] = st.session_state.setdefault("unsaved", {})
        return begun
    return _unsaved().setdefault((url(), context().who, browser()), {})


def drafts_begun() -> tuple[str, ...]:
    """Rosters that this person has changed at this browser and not saved yet."""
    drafts: dict[str, Any] = unsaved().get("drafts", {})
    return tuple(roster_id for roster_id, edits in drafts.items() if edits)


def once(name: str, key: object, work: Callable[[], T]) -> T:
    """What `work` gives; asked again only where `key` differs from the last time."""
    if st.session_state.get(name, (None, None))[0] != key:
        st.session_state[name] = (key, work())
    found: T = st.session_state[name][1]
    return found


def shown_before(key: str, now: T) -> T:
    """What the last drawing of a page showed: a form that comes in was filled in on that.

    Parameters
    ----------
    now
        What is shown this time, and what was shown where the page is drawn for the first time.
    """
    before: T = st.session_state.get(key, now)
    st.session_state[key] = now
    return before


ROSTER, DAY, QUEUE, HOLE = "roster", "day", "queue", "hole"
"""Parameters of the address: the roster, day and queue that a session works with, and a stretch
in which agents are missing."""


def choose(name: str, value: str) -> None:
    """Work with something from now on, on every page; the address names it."""
    st.session_state[f"chosen_{name}"] = st.session_state[f"{name}_in_address"] = value
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def chosen(name: str) -> str:
    """What this session works with; empty where nothing was chosen yet.

    An address that somebody typed, followed or went back to counts as a choice.
    """
    named = st.query_params.get(name, "")
    if named and named != st.session_state.get(f"{name}_in_address"):
        choose(name, named)
    found: str = st.session_state.get(f"chosen_{name}", "")
    if found and not named:  # another page was opened: its address says it too
        st.query_params[name] = found
    return found


def choose_roster(roster_id: str) -> None:
    """Work with a saved roster from now on, on every page; the address names it."""
    choose(ROSTER, roster_id)


def chosen_roster() -> str:
    """Id of the roster that this session works with; empty where none was chosen yet."""
    return chosen(ROSTER)


def chosen_day(among: Sequence[date] = ()) -> date:
    """The day that this session works with: the one chosen, or else today on the centre's clock.

    Parameters
    ----------
    among
        Days to choose from; where the day lies outside them, the nearest is taken.
    """
    try:
        day = date.fromisoformat(chosen(DAY))
    except ValueError:
        day = today_of(context())
    return min(among, key=lambda one: abs(one - day)) if among else day


def show_who() -> None:
    """Name of the person at the foot of the side bar, and the way out."""
    with st.sidebar:
        called, roles = who_acts(context())
        said = f" ({plain(roles)})" if roles else ""
        help_ = tr("Goes into the audit trail.")
        if not roles:
            help_ += " " + tr("No administrator is named: everything is allowed to everybody.")
        st.caption(tr("Acting as **{who}**{roles}", who=plain(called), roles=said), help=help_)
        if sign_in.signs_in():
            sign_in.way_out()
