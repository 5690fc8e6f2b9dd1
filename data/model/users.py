"""Who may do what: users, the roles that they hold, and tokens of machines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from data.model.checks.ids import refuse_bad_ids, repeated
from data.model.errors import InvalidValue
from data.model.language import tr

AGENT, TEAM_LEADER, ADMINISTRATOR = "agent", "team_leader", "administrator"
FLOOR_MANAGER, DUTY, PLANNER, PUBLISHER = "floor_manager", "duty", "planner", "publisher"
QUALITY, COMPLAINTS, AUDITOR, MACHINE = "quality", "complaints", "auditor", "machine"

ROLES = (
    AGENT, TEAM_LEADER, FLOOR_MANAGER, DUTY, PLANNER, PUBLISHER, QUALITY, COMPLAINTS, AUDITOR,
    MACHINE, ADMINISTRATOR,
)  # fmt: skip
"""Every role, as stored and as commands take it; what each may: `app.services.access.duties`."""
FOR_TEAMS = (TEAM_LEADER, FLOOR_MANAGER, PLANNER)
"""Roles that may be held for some teams only; others are of the whole centre, or of oneself."""


@dataclass(frozen=True, order=True)
class Held:
    """A role, for the whole centre or for the people of some teams.

    Parameters
    ----------
    teams
        Teams as the staff names them; empty: the whole centre, of `agent` always oneself.
    """

    role: str
    teams: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise InvalidValue(
                tr(
                    "there is no role {role!r}; roles: {roles}",
                    role=self.role,
                    roles=", ".join(ROLES),
                )
            )
        if self.teams and self.role not in FOR_TEAMS:
            raise InvalidValue(
                tr(
                    "the role {role} is not held for teams: name no team, or take one of "
                    "{for_teams}",
                    role=self.role,
                    for_teams=", ".join(FOR_TEAMS),
                )
            )
        if not all(team.strip() for team in self.teams):
            raise InvalidValue(tr("a team of the role {role} has no name", role=self.role))

    @property
    def text(self) -> str:
        """`team_leader:Day,Night`, as commands take it."""
        return f"{self.role}:{','.join(self.teams)}" if self.teams else self.role


def parse_held(text: str) -> Held:
    """A role from `planner` or `team_leader:Day,Night`."""
    role, _, teams = text.partition(":")
    named = tuple(team.strip() for team in teams.split(",") if team.strip())
    word = role.strip().lower().replace("-", "_").replace(" ", "_")
    return Held(DUTY if word == "duty_manager" else word, named)  # what tables call that role


@dataclass(frozen=True, order=True)
class User:
    """A person, or a machine with an account of its own.

    Parameters
    ----------
    user_id
        Short name that never changes; what they do stands in the audit trail under the name that
        they come with.
    email
        Address that the sign-in provider vouches for, or empty.
    login
        Their operating-system user where the command line is used, or empty.
    agent_id
        Whom of the staff they are, or empty: an agent sees and wishes for this one.
    """

    user_id: str
    name: str = ""
    email: str = ""
    login: str = ""
    agent_id: str = ""
    held: tuple[Held, ...] = ()

    def __post_init__(self) -> None:
        if not self.user_id.strip():
            raise InvalidValue(tr("a user needs a short name"))
        refuse_bad_ids(self.user_id, self.name, self.email, self.login, self.agent_id)
        roles = [held.role for held in self.held]
        if twice := repeated(roles):
            raise InvalidValue(
                tr(
                    "{user_id} holds {twice} twice: name all of its teams at once",
                    user_id=self.user_id,
                    twice=", ".join(twice),
                )
            )
        if self.email and "@" not in self.email:
            raise InvalidValue(
                tr(
                    "{email!r} of {user_id} is no e-mail address",
                    email=self.email,
                    user_id=self.user_id,
                )
            )

    @property
    def called(self) -> str:
        """The name, or what there is instead of one."""
        return self.name or self.email or self.user_id

    @property
    def names(self) -> frozenset[str]:
        """All names that this user may go by, in small letters."""
        every = (self.user_id, self.name, self.email, self.login)
        return frozenset(name.casefold() for name in every if name)

    def holds(self, role: str) -> bool:
        """Whether they hold a role, for whomever."""
        return any(held.role == role for held in self.held)


@dataclass(frozen=True)
class Access:
    """Everybody who is known, and how those who are not, and who publish, are treated.

    Parameters
    ----------
    default_role
        Role of people who signed in and are not listed; empty: they may do nothing.
    second_person
        Whether whoever edited a roster last needs somebody else to publish or approve it.
    """

    users: tuple[User, ...] = ()
    default_role: str = ""
    second_person: bool = False

    def __post_init__(self) -> None:
        _refuse_twice(tr("short name"), [user.user_id for user in self.users])
        _refuse_twice(tr("e-mail address"), [user.email for user in self.users])
        _refuse_twice(tr("operating-system user"), [user.login for user in self.users])
        if self.default_role and self.default_role not in ROLES:
            raise InvalidValue(
                tr(
                    "there is no role {default_role!r}; roles: {roles}",
                    default_role=self.default_role,
                    roles=", ".join(ROLES),
                )
            )
        if self.default_role in (ADMINISTRATOR, PUBLISHER, MACHINE):
            raise InvalidValue(
                tr(
                    "{default_role} is a role for people whom somebody chose, not for "
                    "everybody who can sign in",
                    default_role=self.default_role,
                )
            )

    @cached_property
    def bind(self) -> bool:
        """Whether roles bind: from the first administrator on."""
        return any(user.holds(ADMINISTRATOR) for user in self.users)

    def holders(self, roles: Iterable[str]) -> tuple[User, ...]:
        """Users who hold any of some roles."""
        wanted = tuple(roles)
        return tuple(user for user in self.users if any(map(user.holds, wanted)))

    def by_email(self, email: str) -> User | None:
        """The user of an e-mail address, whatever its case."""
        return self._first("email", email)

    def by_login(self, login: str) -> User | None:
        """The user of an operating-system user."""
        return self._first("login", login)

    def by_id(self, user_id: str) -> User | None:
        """The user of a short name."""
        return self._first("user_id", user_id)

    def by_any(self, name: str) -> User | None:
        """The user of an address, login or short name, or of a name that only one has."""
        exact = self.by_email(name) or self.by_login(name) or self.by_id(name)
        called = [user for user in self.users if name.casefold() in user.names]
        return exact or (called[0] if len(called) == 1 else None)

    def _first(self, field: str, value: str) -> User | None:
        return self._users_by.get((field, value.strip().casefold()))

    @cached_property
    def _users_by(self) -> dict[tuple[str, str], User]:
        """Users by the name of a field and its value in small letters."""
        return {
            (field, value.casefold()): user
            for user in self.users
            for field in ("email", "login", "user_id")
            if (value := getattr(user, field))
        }


@dataclass(frozen=True)
class Token:
    """What a machine shows instead of signing in; the secret itself is nowhere stored.

    Parameters
    ----------
    digest
        SHA-256 of the secret, in hex.
    only
        Use cases or duties that it is narrowed to; empty: all that its roles may.
    made_by, at
        Who made it, and when (aware instant).
    expires, revoked
        Instants from which on it is refused; None: never.
    agent_id
        The agent whose own shifts it may read, where it holds `agent`.
    """

    token_id: str
    label: str
    digest: str
    held: tuple[Held, ...]
    only: tuple[str, ...]
    made_by: str
    at: datetime
    expires: datetime | None = None
    revoked: datetime | None = None
    agent_id: str = ""

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise InvalidValue(tr("a token needs a name: whose machine it is for"))
        refuse_bad_ids(self.token_id, self.label, self.agent_id)
        if not self.held:
            raise InvalidValue(tr("a token needs a role at least: machine, or that of a person"))


def _refuse_twice(what: str, values: list[str]) -> None:
    known = [value.casefold() for value in values if value]
    if twice := repeated(known):
        raise InvalidValue(
            tr("the same {what} is given to two users: {twice}", what=what, twice=", ".join(twice))
        )
