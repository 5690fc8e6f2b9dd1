"""Ids of agents in files that a spreadsheet saved: `1` for `001`, ` A1 ` for `A1`."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable

from data.model.errors import InvalidValue
from data.model.language import tr

_SCIENTIFIC = re.compile(r"\d(?:[.,](\d+))?E\+\d+")


def known_ids(named: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """The staff's id for each id of a file that is written otherwise.

    Notes
    -----
    An id that the staff has is taken as it is. Else blanks around it, the width of its letters,
    and then zeros in front of a number are looked past, where that fits one person alone. Ids that
    fit nobody are left out.

    Raises
    ------
    InvalidValue
        If an id fits several people, or two ids of the file fit the same one.
    """
    found: dict[str, str] = {}
    unknown = sorted({*named} - {*known})
    for one in unknown:
        for same in (_plain, _number, _rounded(one), _fifteen):
            key = same(one)
            fitting = [other for other in known if key is not None and same(other) == key]
            if len(fitting) > 1:
                raise InvalidValue(
                    tr(
                        "agent {one!r} of the file may be {fitting}: a spreadsheet may have "
                        "changed it; write the id in full, as text",
                        one=one,
                        fitting=tr(" or ").join(sorted(fitting)[:5]),
                    )
                )
            if fitting:
                found[one] = fitting[0]
                break
    _refuse_doubles(found, {*named} & {*known})
    return found


def _refuse_doubles(found: dict[str, str], taken: set[str]) -> None:
    owner = {one: one for one in taken}
    for one, agent_id in found.items():
        other = owner.setdefault(agent_id, one)
        if other != one:
            raise InvalidValue(
                tr(
                    "agents {other!r} and {one!r} of the file are both {agent_id}: give "
                    "each row the id of its own agent",
                    other=other,
                    one=one,
                    agent_id=agent_id,
                )
            )


def _plain(text: str) -> str | None:
    return unicodedata.normalize("NFKC", text).strip()


def _number(text: str) -> str | None:
    """A number without zeros in front and decimals behind, `1` for `001` and `1.0`."""
    plain = _plain(text) or ""
    whole = re.fullmatch(r"0*(\d+)(?:[.,]0+)?", plain)
    if whole:
        return whole[1]
    return f"{int(float(plain))}" if re.fullmatch(r"\d{1,15}E\d{1,2}", plain) else None


def _fifteen(text: str) -> str | None:
    """Of a number with more digits than a spreadsheet keeps those that it keeps."""
    plain = _plain(text) or ""
    return f"{plain[:14]}/{len(plain)}" if re.fullmatch(r"\d{16,}", plain) else None


def _rounded(one: str) -> Callable[[str], str | None]:
    """Of a number as a spreadsheet shortens it, `1.23457E+17`: what ids look like so shortened."""
    shown = _SCIENTIFIC.fullmatch(one.strip())
    digits = len(shown[1] or "") if shown else None

    def shortened(text: str) -> str | None:
        if digits is None:
            return None
        if text == one:
            return f"{float(text.strip().replace(',', '.')):.{digits}E}"
        plain = _plain(text) or ""
        numeric = re.fullmatch(r"\d{1,300}(?:E\d{1,2})?", plain)
        return f"{float(plain):.{digits}E}" if numeric else None

    return shortened
