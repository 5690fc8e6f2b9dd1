"""The option that names what must stay, the same wherever a solve may change a roster."""

from typing import Annotated

import typer

LockOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lock",
        help="WHO@WHEN stays as it is: who is an agent, team:NAME, contract:ID or *; when is a "
        "day, FIRST..LAST, a week (2026-W02) or *. Repeat it for more.",
    ),
]
