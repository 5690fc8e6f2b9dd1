"""`peakshift token`: what machines show instead of signing in."""

from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, answers, print_json, print_table
from app.cli.parts.session import clock_of, context_of
from data.model.language import tr

app = Noun()


@app.command()
def create(
    call: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose machine it is for, such as `dialler`.")],
    role: Annotated[
        list[str] | None,
        typer.Option("--role", help="Role of it (`user roles`); repeat it for several: machine."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Narrow it to a duty of `user roles`; repeat it for several."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="Days that it holds for.")] = 365,
    never_expires: Annotated[
        bool, typer.Option("--never-expires", help="It holds until it is revoked.")
    ] = False,
    agent_id: Annotated[
        str, typer.Option("--agent", help="Whose own shifts it reads, with the role agent.")
    ] = "",
    why: str = "",
) -> None:
    """Make a token and show its secret, once: only its digest is stored."""
    from app.services.access.tokens import create_token
    from data.model.users import parse_held

    held = tuple(map(parse_held, role or ["machine"]))
    with context_of(call) as context:
        token, secret = create_token(
            context, name, held, why, only=tuple(only or ()), agent_id=agent_id,
            days=None if never_expires else days,
        )  # fmt: skip
    until = f"{token.expires:%Y-%m-%d}" if token.expires else tr("it is revoked")
    answer(
        tr(
            "{secret}\nToken {token_id} ({label}) holds until {until}. Save the "
            "line above: it is shown this once",
            secret=secret,
            token_id=token.token_id,
            label=token.label,
            until=until,
        ),
        token_id=token.token_id,
        secret=secret,
        expires=token.expires,
    )


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """List tokens, newest first: roles, state, last use; never the secrets."""
    from app.services.access.sentences import roles_said
    from app.services.access.tokens import tokens_of
    from data.model.codec import to_json

    with context_of(call) as context:
        found, clock = tokens_of(context), clock_of(context)
    if json:
        print_json([
            {**{key: value for key, value in to_json(one.token).items() if key != "digest"},
             "state": one.state, "used": one.used}
            for one in found
        ])  # fmt: skip
        return
    rows: list[list[object]] = [
        [one.token.token_id, one.token.label, roles_said(one.token.held),
         ", ".join(one.token.only) or "-", one.state,
         f"{one.token.expires:%Y-%m-%d}" if one.token.expires else tr("never"),
         clock(one.used) if one.used else tr("never")]
        for one in found
    ]  # fmt: skip
    if rows:
        columns = ["token", "name", "roles", "only", "state", "expires", "last used"]
        print_table("Tokens", columns, rows)
    else:
        answers.print(tr("No token was made yet"))


@app.command()
def revoke(
    call: typer.Context,
    token: Annotated[str, typer.Argument(help="Token, by its id or name (`token list`).")],
    why: str = "",
) -> None:
    """Revoke a token: from now on it is refused."""
    from app.services.access.tokens import revoke_token

    with context_of(call) as context:
        gone = revoke_token(context, token, why)
    answer(
        tr("Token {token_id} ({label}) is revoked", token_id=gone.token_id, label=gone.label),
        token_id=gone.token_id,
    )
