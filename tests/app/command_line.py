"""The command line as a test calls it: what it says, and what it tells machines."""

import json
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from app.cli.main import app
from tests.app.small_centre import SmallCentre


def run(small: SmallCentre, *words: str) -> Result:
    """A command at a centre's store; an error of ours stands in `exception`."""
    return CliRunner().invoke(app, ["--db", small.url, "--as", "tester", *words])


def told(small: SmallCentre, *words: str) -> Any:
    """What a command tells a machine."""
    result = run(small, *words, "--json")
    assert result.exit_code == 0, result.output + str(result.exception)
    return json.loads(result.stdout)
