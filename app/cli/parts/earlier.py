"""Names of the version before: understood for one version more, shown nowhere."""

from collections.abc import Mapping, Sequence

from data.model.language import tr

Words = tuple[str, ...]

COMMANDS: Mapping[Words, Words] = {
    ("menu",): ("shift-design",),
    ("sessions",): ("activities",),
    ("forecast", "edit"): ("forecast", "adjust"),
    ("forecast", "layers"): ("forecast", "adjustments"),
    ("forecast", "span"): ("forecast", "period"),
    ("forecast", "worth"): ("forecast", "value"),
    ("roster", "sessions"): ("roster", "activities"),
    ("roster", "worth"): ("roster", "sensitivity"),
    ("staff", "leave"): ("staff", "add-leave"),
    ("staff", "unleave"): ("staff", "remove-leave"),
    ("staff", "unwish"): ("staff", "remove-wish"),
    ("staff", "wish"): ("staff", "add-wish"),
}
"""Nouns, and commands of a noun: as they were called, as they are called now."""

OPTIONS: Mapping[Words, Mapping[str, str]] = {
    ("requirement", "build"): {
        "--shortage-price": "--underage-cost",
        "--surplus-price": "--overage-cost",
    },
    ("roster", "build"): {"--give-way": "--relax"},
    ("roster", "repair"): {
        "--although-broken": "--accept-violations",
        "--most-touched": "--max-people",
        "--price": "--change-price",
    },
    ("roster", "replace"): {"--shown": "--limit"},
    ("roster", "reroster"): {"--max-touched": "--max-people"},
}
"""Options of a command, under its name of today."""

_WITH_VALUE = ("--db", "--as", "--lang")  # options before the noun that take a word


def todays_words(args: Sequence[str]) -> tuple[list[str], list[str]]:
    """A command line in today's names.

    Returns
    -------
    tuple
        The words to parse, and a sentence for each earlier name among those given.
    """
    words, notes = list(args), list[str]()
    start = _place_of_noun(words)
    for length in (1, 2):
        old = tuple(words[start : start + length])
        if new := COMMANDS.get(old):
            words[start : start + length] = new
            notes.append(tr("`{old}` is called `{new}` now", old=" ".join(old), new=" ".join(new)))
    options = OPTIONS.get(tuple(words[start : start + 2]), {})
    for place in range(start + 2, len(words)):
        name, equals, value = words[place].partition("=")
        if name in options:
            words[place] = options[name] + equals + value
            notes.append(tr("`{old}` is called `{new}` now", old=name, new=options[name]))
    return words, notes


def _place_of_noun(words: Sequence[str]) -> int:
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] in _WITH_VALUE else 1
    return place
