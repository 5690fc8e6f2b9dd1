"""`docs/roles.md`, written from the one table: `python -m app.services.access.chapter`."""

from pathlib import Path

import app as package
from app.services.access.duties import DUTIES
from app.services.access.sentences import role_name
from data.model.users import ROLES

_HEAD = """# Roles: who may do what

Written by `python -m app.services.access.chapter` from the table that every use case asks
(`app/services/access/duties.py`): pages, command line and tokens alike. What does not stand here
is allowed to nobody.

**Alone.** Until an administrator is named, everything is allowed to everybody, and the pages say
so; they listen on 127.0.0.1 only.

**As a team.** `peakshift user add wang --login wang --role administrator --role planner` (or page
Settings, Users and roles). The first administrator must be yourself; from then on roles bind, for
good. The last administrator cannot be taken away, nobody gives themselves a role, and an
administrator publishes nothing. People are known by the e-mail that signs in (pages) or by their
operating-system user (command line); `--as` names nobody else. Who is not listed reads whom to
ask, or has the default role (`peakshift user settings`).

**For teams.** `team_leader:Day,Night` holds a role for the people of these teams: what is about
people is allowed for them only, leave and wishes of others are not shown. Rosters, cover and
forecasts are shown whole. An agent has their own shifts, leave and wishes (`--agent`).

**Second person.** `peakshift user settings --second-person`: whoever saved a roster last needs
somebody else to publish or approve it.

**Machines.** `peakshift token create dialler --role machine --only history --days 90` shows a
secret once and stores its SHA-256; `--only` narrows it to duties of the first column. `token list`
tells its last use, `token revoke` ends it at once.

"""


def chapter() -> str:
    """The table as Markdown: a row a duty, a column a role."""
    titles = [role_name(role) for role in ROLES]
    rows = [f"| duty | may | {' | '.join(titles)} |", "|---|---|" + ":-:|" * len(ROLES)]
    for duty in DUTIES:
        marks = " | ".join("x" if role in duty.roles else "" for role in ROLES)
        rows.append(f"| `{duty.name}` | {duty.what()} | {marks} |")
    return _HEAD + "\n".join(rows) + "\n"


def main() -> None:
    """Write the chapter."""
    target = Path(package.__file__).parent.parent / "docs" / "roles.md"
    target.write_text(chapter(), encoding="utf-8")


if __name__ == "__main__":
    main()
