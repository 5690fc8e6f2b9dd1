"""What pages say: dates, times and numbers on the centre's clock, and messages."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from app.locale.again import said_again
from app.locale.beginnings import as_sentence
from data.model.errors import Conflict, NotAllowed, PeakShiftError
from data.model.language import phrase, tr, trn
from data.model.words import basis_in_words, date_in_words, day_in_words, month

_MARKS = re.compile(r"[\\\\`*_\[\]<>#$~|&!]|^\s*[-+](?=\s)|^\s*\d+(?=[.)]\s)")
_AFTER_PARSING = re.compile(r":(?=\S)|\bwww(?=\.)", re.IGNORECASE)
_JOINER = "\u2060"
"""Takes no room. Streamlit looks for `:red[..]`, `:icon:`, `http://` and the like in the text that
its Markdown gives, where a backslash is gone; this character keeps them apart."""


def plain(text: object) -> str:
    """People's own text as they typed it: no Markdown, LaTeX, colour, icon or link in it works.

    Every text that somebody typed or a file brought goes through here before it stands in a
    message, a label or a heading; tables and options of boxes show texts as they are.
    """
    one_line = " ".join(str(text).split())
    return _AFTER_PARSING.sub(rf"\g<0>{_JOINER}", _MARKS.sub(_escaped, one_line))


def _escaped(mark: re.Match[str]) -> str:
    found = mark.group()
    return f"{found}{_JOINER}" if found[-1].isdigit() else f"\\{found}"


_PAGES = {
    "forecast": phrase("Forecast"),
    "events": phrase("Forecast"),
    "requirement": phrase("Staffing need"),
    "rules": phrase("Rules"),
    "shift-design": phrase("Shift design"),
    "roster": phrase("Roster"),
    "storm": phrase("Sick and surge"),
    "wishes": phrase("Roster"),
    "history": phrase("Data"),
    "refresh": phrase("Data"),
    "staff": phrase("People"),
    "centre": phrase("Settings"),
    "shrinkage": phrase("Settings"),
    "activities": phrase("Training and activities"),
    "audit": phrase("Audit"),
    "user": phrase("Settings"),
    "token": phrase("Settings"),
}
"""Noun of a command -> the page that does the same; the others are done on Today."""

_COMMAND = re.compile(r"(?:\b(run|see) )?`peakshift ([a-z-]+)[^`]*`", re.IGNORECASE)
_ASIDE = re.compile(r" \([^()]*`peakshift [^()]*\)|（[^（）]*`peakshift [^（）]*）")
_DAY = re.compile(r"(?<![A-Za-z0-9_./'@:-])\d{4}-\d\d-\d\d(?![A-Za-z0-9_/-]|\.\w)")
_OPTION = re.compile(r" \([^()]*--[a-z][^()]*\)|,? or [^,.;:]*--[a-z][^,.;:]*")


def in_words_of_pages(text: object) -> str:
    """A sentence as pages say it: it begins with a capital letter, says days in words, and where
    it says which command to run, it names the page where that is done."""

    def page(found: re.Match[str]) -> str:
        verb = tr("See") if (found[1] or "see")[0].isupper() else tr("see")
        return tr(
            "{verb} the page {pages}", verb=verb, pages=tr(_PAGES.get(found[2].lower(), "Today"))
        )

    said = as_sentence(with_days_said(_ASIDE.sub("", str(text))))
    return plain(_OPTION.sub("", _COMMAND.sub(page, said)))


def with_days_said(text: str) -> str:
    """A sentence whose days are said in words, but for those in quotes and ids."""
    return _DAY.sub(_day_said, text)


def _day_said(found: re.Match[str]) -> str:
    try:
        return date_in_words(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]  # somebody's own text, such as 2026-13-45


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show an error of ours as one message instead of a traceback."""
    try:
        yield
    except Conflict as error:
        st.error(
            tr(
                "**Somebody was faster.** {in_words_of_pages}",
                in_words_of_pages=in_words_of_pages(error),
            ),
            icon=":material/sync_problem:",
        )
    except NotAllowed as error:
        st.info(in_words_of_pages(error), icon=":material/lock:")
    except PeakShiftError as error:
        # Several lines are a list of complaints: as one paragraph nobody could read them.
        lines = map(in_words_of_pages, str(error).splitlines())
        st.error("  \n".join(lines), icon=":material/error:")


def heading(title: str, says: str) -> None:
    """Title of a page and the question that it answers."""
    st.title(plain(title), anchor=False)
    st.caption(says)


def warned(texts: Iterable[str]) -> None:
    """What is to be known of something: one warning stands there, several open in a box.

    They were said when it was made, perhaps in another language.
    """
    said = [in_words_of_pages(said_again(text)) for text in dict.fromkeys(texts)]
    if len(said) == 1:
        st.warning(said[0], icon=":material/warning:")
    elif said:
        title = trn("{n} thing to know", "{n} things to know", len(said))
        with st.expander(f":orange[{title}]", icon=":material/warning:"):
            st.markdown("\n".join(f"- {text}" for text in said))


def nothing_yet(title: str, advice: str, *, page: str = "", label: str = "") -> None:
    """An empty state: what is missing, what to do, and the way there."""
    with st.container(border=True):
        st.markdown(tr("#### :material/inbox: {title}", title=title))
        st.markdown(advice)
        if page:
            go(page, label)


def go(page: str, label: str, **where: str) -> None:
    """Link to another page, or to a part of it that its address names."""
    st.page_link(
        st.session_state["pages"][page],
        label=label,
        icon=":material/arrow_forward:",
        query_params=where or None,
    )


DASH = "–"


def local(at: datetime, zone: str) -> str:
    """An instant on the centre's clock, `Mon 5 Jan 2026, 08:30`."""
    return moment_said(at.astimezone(ZoneInfo(zone)))


def moment_said(at: datetime) -> str:
    """A moment of the centre's clock, `Mon 5 Jan 2026, 08:30`."""
    return tr("{day}, {time}", day=day_long(at.date()), time=f"{at:%H:%M}")


def said_of(what: object, says: object) -> str:
    """`what: says`, with the colon of the language."""
    return tr("{what}: {says}", what=what, says=says)


def day_long(day: date) -> str:
    """`Mon 5 Jan 2026`."""
    return date_in_words(day)


def day_short(day: date) -> str:
    """`Mon 5 Jan`."""
    return day_in_words(day)


def month_long(day: date) -> str:
    """`Jan 2026`."""
    return tr("{month} {year}", month=month(day), year=day.year)


def span(first: date, last: date) -> str:
    """`Mon 5 Jan – Sun 1 Feb 2026`; one day alone as it is."""
    if first == last:
        return day_long(first)
    if first.year != last.year:
        return f"{day_long(first)} {DASH} {day_long(last)}"
    return tr(
        "{first} – {last} {year}", first=day_short(first), last=day_short(last), year=last.year
    )


def spans(days: Iterable[date]) -> str:
    """Days in words, those that follow each other as one span."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        follows = runs and day == runs[-1][1] + timedelta(days=1)
        runs = [*runs[:-1], (runs[-1][0], day)] if follows else [*runs, (day, day)]
    return tr("; ").join(span(*run) for run in runs)


def percent(share: float | None, digits: int = 1) -> str:
    """A share [-] as per cent."""
    return DASH if share is None or share != share else f"{share:.{digits}%}"


def number(value: float | None) -> str:
    """A whole number with thousands apart."""
    return DASH if value is None or value != value else f"{value:,.0f}"


def short_basis(basis: str) -> str:
    """`mean` of `mean; faults: erlang_a, ...`: the formulas stand with the assumptions."""
    first = basis.partition(";")[0].removesuffix(", lag")  # the usual one goes without saying
    alone = "" if "corrected by simulation" in basis else tr(", by formula alone")
    return basis_in_words(first + alone)


def signed(value: float) -> str:
    """A change with its sign."""
    return "±0" if value == 0 else f"{value:+,.0f}"


def ended(said: str) -> str:
    """A sentence with its full stop."""
    return tr("{said}.", said=said)


def more_by(now: float, then: float, digits: int = 0) -> str:
    """` (+7%)`, how much more now is than then; empty where either is nothing."""
    return f" ({now / then - 1:+z.{digits}%})" if now and then > 0 else ""


def days_of(first: date, days: int) -> str:
    """A horizon by its first day and length."""
    return span(first, first + timedelta(days=days - 1))
