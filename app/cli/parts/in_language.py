"""The language of a command line: known before any command is loaded, Typer's own words with it."""

import gettext
import os
from collections.abc import Sequence

from app.locale import (
    DOMAIN,
    best_match,
    catalogue,
    folder_of,
    kept_at,
    of_environment,
)
from data.model.language import ENGLISH, phrase, use

OPTION = "--lang"

_OF_TYPER = (
    phrase("(deprecated) "),
    phrase("[default: {}]"),
    phrase("[env var: {}]"),
    phrase("[required]"),
    phrase("Arguments"),
    phrase("Options"),
    phrase("Commands"),
    phrase("Error"),
    phrase("Aborted."),
    phrase("Try [blue]'{command_path} {help_option}'[/] for help."),
    phrase("default: {default}"),
    phrase("env var: {var}"),
    phrase("required"),
    phrase("Missing command."),
    phrase("No such command {name!r}."),
)
"""What Typer says by gettext around our words; the rest of it has no other language."""


def language_of(words: Sequence[str]) -> str:
    """Code of the language of a command line: `--lang`, `PEAKSHIFT_LANG`, else the system's."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == OPTION:
            asked = value if equals else "".join(words[place + 1 : place + 2])
            return best_match(asked, fallback="") or of_environment()
    return of_environment()


def speak(code: str) -> None:
    """Answer in a language from here on, Typer's own words included."""
    said = catalogue(code)
    use(said)
    if said is ENGLISH:
        return
    # Typer asks gettext's own domain, as its modules are imported: none that says text is, yet.
    gettext.bindtextdomain(DOMAIN, kept_at(code))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = folder_of(code).name
