"""`peakshift user`: who may do what, by which roles."""

from typing import Annotated, Any

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, answers, print_json, print_table
from app.cli.parts.session import context_of
from data.model.language import tr

app = Noun()
UserId = Annotated[str, typer.Argument(metavar="USER", help="Short name of the user.")]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        help="Role (`user roles` lists them), for teams as team_leader:Day,Night; repeat it for "
        "several.",
    ),
]
Name = Annotated[str | None, typer.Option(help="Name that people read.")]
Email = Annotated[str | None, typer.Option(help="Address that signs in on the pages.")]
Login = Annotated[str | None, typer.Option(help="Operating-system user of the command line.")]
AgentId = Annotated[str | None, typer.Option("--agent", help="Whom of the staff they are, by id.")]


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """List users with their roles, and how people who are not listed are treated."""
    from app.services.access.sentences import roles_said
    from app.services.access.users import users_of
    from data.model.codec import to_json

    with context_of(call) as context:
        access = users_of(context)
    if json:
        print_json({**to_json(access), "roles_bind": access.bind})
        return
    rows = [
        [user.user_id, user.name, user.email, user.login, user.agent_id, roles_said(user.held)]
        for user in access.users
    ]
    if rows:
        print_table("Users", ["user", "name", "e-mail", "login", "agent", "roles"], rows)
    if not access.bind:
        answers.print(
            tr(
                "No administrator is named: everything is allowed to everybody, and "
                "roles do not bind yet (`peakshift user add`)"
            )
        )
    elif access.default_role:
        answers.print(
            tr("Who signs in and is not listed is {default_role}", default_role=access.default_role)
        )
    if access.second_person:
        answers.print(
            tr("The last editor of a roster needs somebody else to publish or approve it")
        )


@app.command()
def add(
    call: typer.Context,
    user_id: UserId,
    role: Roles = None,
    name: Name = None,
    email: Email = None,
    login: Login = None,
    agent_id: AgentId = None,
    why: str = "",
) -> None:
    """Add a user with roles; roles bind as soon as an administrator is named.

    The first administrator must be yourself, under the login or address that you come with, so
    that nobody is locked out.
    """
    from app.services.access.sentences import roles_said
    from app.services.access.users import add_user
    from data.model.codec import to_json
    from data.model.users import User, parse_held

    held = tuple(map(parse_held, role or ()))
    user = User(user_id, name or "", email or "", login or "", agent_id or "", held)
    with context_of(call) as context:
        add_user(context, user, why)
    answer(
        tr("User {user_id}: {roles_said}", user_id=user_id, roles_said=roles_said(held)),
        **to_json(user),
    )


@app.command()
def change(
    call: typer.Context,
    user_id: UserId,
    role: Roles = None,
    no_role: Annotated[bool, typer.Option("--no-role", help="Take every role away.")] = False,
    name: Name = None,
    email: Email = None,
    login: Login = None,
    agent_id: AgentId = None,
    why: str = "",
) -> None:
    """Change a user; --role replaces all roles that the user has."""
    from app.services.access.sentences import roles_said
    from app.services.access.users import change_user
    from data.model.codec import to_json
    from data.model.errors import InvalidValue
    from data.model.users import parse_held

    if role and no_role:
        raise InvalidValue(
            tr("--role gives roles and --no-role takes all of them: say one of the two")
        )
    with context_of(call) as context:
        wanted = {"name": name, "email": email, "login": login, "agent_id": agent_id}
        changes: dict[str, Any] = {k: text for k, text in wanted.items() if text is not None}
        if role or no_role:
            changes["held"] = tuple(map(parse_held, role or ()))
        user = change_user(context, user_id, changes, why)
    answer(
        tr("User {user_id}: {roles_said}", user_id=user_id, roles_said=roles_said(user.held)),
        **to_json(user),
    )


@app.command()
def remove(call: typer.Context, user_id: UserId, why: str = "") -> None:
    """Remove a user; what they did stays in the audit trail."""
    from app.services.access.users import remove_user

    with context_of(call) as context:
        gone = remove_user(context, user_id, why)
    answer(tr("User {user_id} is removed", user_id=gone.user_id), removed=gone.user_id)


@app.command()
def me(call: typer.Context) -> None:
    """Say who you are here, and what you may do."""
    from app.services.access.users import myself
    from data.model.codec import to_json

    with context_of(call) as context:
        found = myself(context)
    may = tr("; you may: {may}", may=", ".join(found.may)) if found.bind else ""
    answer(f"{found.sentence}{may}", **to_json(found))


@app.command()
def roles(call: typer.Context, json: bool = False) -> None:
    """List every duty and the roles that have it."""
    from app.services.access.users import roles_table

    with context_of(call) as context:
        table = roles_table(context)
    if json:
        print_json([{"duty": name, "what": what, "roles": may} for name, what, may in table])
        return
    rows = [[name, what, ", ".join(may)] for name, what, may in table]
    print_table(tr("Who may"), ["duty", "what", "roles"], rows)


@app.command()
def settings(
    call: typer.Context,
    default_role: Annotated[
        str | None,
        typer.Option(help="Role of people who sign in and are not listed; `none` for none."),
    ] = None,
    second_person: Annotated[
        bool | None,
        typer.Option(
            "--second-person/--one-person",
            help="Whether the last editor of a roster needs somebody else to publish or approve.",
        ),
    ] = None,
    why: str = "",
) -> None:
    """Set how strangers are treated, and whether publishing takes a second person."""
    from app.services.access.users import set_access

    role = "" if default_role == "none" else default_role
    with context_of(call) as context:
        after = set_access(context, why, default_role=role, second_person=second_person)
    answer(
        tr(
            "Not listed: {default_role}. Publishing takes ",
            default_role=after.default_role or tr("no role"),
        )
        + (tr("a second person") if after.second_person else tr("one person alone")),
        default_role=after.default_role,
        second_person=after.second_person,
    )
