"""Words of a command that were not understood, in the language of the reader: Typer has but one."""

import re
from collections.abc import Callable, Mapping

from data.model.language import phrase, tr

_DAY, _MOMENT = "2026-01-31", "2026-01-31T08:30"

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"Invalid value for (?P<what>.+?): (?P<why>.+)", phrase("Invalid value for {what}: {why}")),
    (r"Invalid value: (?P<why>.+)", phrase("Invalid value: {why}")),
    (r"Missing option (?P<what>.+?)\.(?P<why>.*)", phrase("Missing option {what}.{why}")),
    (r"Missing argument (?P<what>.+?)\.(?P<why>.*)", phrase("Missing argument {what}.{why}")),
    (
        r"No such option: (?P<what>\S+) \(Possible options: (?P<known>.+)\)",
        phrase("No such option: {what} (possible: {known})"),
    ),
    (r"No such option: (?P<what>\S+)", phrase("No such option: {what}")),
    (r"(?P<why>.+?)[.。]* Did you mean (?P<known>.+)\?", phrase("{why}. Did you mean {known}?")),
    (
        r"(?P<what>.+) does not match the formats (?P<form>.+)\.",
        phrase("{what} is no day or time that can be read: write {form}"),
    ),
    (
        r"(?P<what>.+) is not a valid (?:int|float|integer)(?: range)?\.",
        phrase("{what} is no number."),
    ),
    (
        r"(?P<what>.+) is not in the range (?P<known>.+)\.",
        phrase("{what} is not in the range {known}."),
    ),
    (r"(?P<what>.+) is not one of (?P<known>.+)\.", phrase("{what} is not one of {known}.")),
    (
        r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.+)\)",
        phrase("Not expected here: {what}"),
    ),
)
"""What Typer says, as a pattern, and how it is said here."""

_PARTS: Mapping[str, Callable[[str], str]] = {
    "form": lambda formats: _MOMENT if "%H" in formats else _DAY,
    "why": lambda said: in_our_words(said) if said else "",
}
"""Parts of a sentence that are not as Typer gives them."""


def in_our_words(said: str) -> str:
    """A sentence of Typer's, in the reader's language; any other stays as it is."""
    for pattern, ours in _SENTENCES:
        if found := re.fullmatch(pattern, said.strip(), re.DOTALL):
            parts = {name: _PARTS.get(name, str)(text) for name, text in found.groupdict().items()}
            return tr(ours, **parts)
    return said
