"""How a command ends: the one table of exit codes, and mistakes said to people or to machines."""

import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import typer
from typer.exceptions import TyperException

from app.cli.parts.mistakes import in_our_words
from app.cli.parts.output import errors, print_json
from app.locale.beginnings import as_sentence
from data.model.errors import BadRows, PeakShiftError, reason_of
from data.model.language import phrase, tr


class Exit(IntEnum):
    """What the number says that a command leaves behind."""

    DONE = 0
    COULD_NOT = 1
    WORDS = 2
    PARTLY = 3
    NOTHING = 4
    INTERRUPTED = 130


MEANINGS = {
    Exit.DONE: "done",
    Exit.COULD_NOT: phrase("could not: refused or failed, nothing was changed"),
    Exit.WORDS: phrase("the words of the command were not understood"),
    Exit.PARTLY: phrase(
        "partly: done, but something was left out or is amiss; the answer says what"
    ),
    Exit.NOTHING: phrase("nothing came of it: no row read, no forecast made, no roster found"),
    Exit.INTERRUPTED: phrase("interrupted; what was saved before stays"),
}
"""What each code means, as the command reference prints it."""


def leave(code: Exit) -> None:
    """End the command with a code; with `DONE` it just goes on."""
    if code is not Exit.DONE:
        raise typer.Exit(code)


def ended(run: Callable[[], Any], words: list[str]) -> int:
    """Run a command line to its exit code; every mistake is said once, never as a traceback.

    Parameters
    ----------
    run
        Parses and runs; raises what was wrong.
    words
        The command line: with `--json` in it a mistake is one document too.
    """
    as_json = "--json" in words
    try:
        answer = run()
    except TyperException as mistake:
        return _words_not_understood(mistake, as_json)
    except typer.Abort:
        return _told("Interrupted", tr("interrupted by whoever called"), as_json, Exit.INTERRUPTED)
    except PeakShiftError as error:
        complaints = error.complaints if isinstance(error, BadRows) else ()
        return _told(type(error).__name__, str(error), as_json, Exit.COULD_NOT, complaints)
    except OverflowError as error:  # typed within a longer word, such as a cell
        said = tr("a number or day lies out of every range: {error}", error=error)
        return _told("InvalidValue", said, as_json, Exit.COULD_NOT)
    except BrokenPipeError:
        return Exit.COULD_NOT  # whoever read the answer has gone: there is nobody to tell
    except OSError as error:  # a folder, a full disk, a file without permission
        if error.filename is None:
            raise  # not about a file: a fault of ours, to be seen whole
        said = tr(
            "{filename}: {strerror}; name another file or folder",
            filename=error.filename,
            strerror=reason_of(error),
        )
        return _told("UnwritableFile", said, as_json, Exit.COULD_NOT)
    return answer if isinstance(answer, int) else Exit.DONE


def _words_not_understood(mistake: Any, as_json: bool) -> int:
    said = in_our_words(mistake.format_message())
    if as_json:
        return _told("Words", said, True, Exit(mistake.exit_code))
    from typer import rich_utils

    mistake.format_message = lambda: said
    rich_utils.rich_format_error(mistake)
    return int(mistake.exit_code)


def _told(
    kind: str, message: str, as_json: bool, code: Exit, complaints: tuple[str, ...] = ()
) -> int:
    if as_json:
        print_json(
            {"error": {"kind": kind, "message": message, "complaints": list(complaints),
                       "exit_code": int(code)}}
        )  # fmt: skip
        sys.stdout.flush()
    else:
        errors.print(
            tr("Error: {kind}: {message}", kind=kind, message=as_sentence(message)),
            style="red",
            highlight=False,
        )
    return code
