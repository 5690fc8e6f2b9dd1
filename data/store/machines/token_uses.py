"""When a machine's token was used last: no change of the centre, so no entry of the trail."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from data.store.schema import token_uses
from data.store.transactions import Transactions

EVERY = timedelta(minutes=1)
"""A use within this time of the one noted is not noted again: each note waits for all writers."""


class TokenUseMethods(Transactions):
    """Methods of the store, in a file of their own."""

    def token_uses(self) -> dict[str, datetime]:
        """When each token was used last, by its id; those never used are not there."""
        return self._read(_uses)

    def note_token_use(self, token_id: str, at: datetime) -> None:
        """Note that a token was used; what was noted within the last minute is enough."""
        before = self._read(_uses).get(token_id)
        if before is not None and at - before < EVERY:
            return
        with self._change() as connection:
            _note(connection, token_id, at)


def _uses(connection: Connection) -> dict[str, datetime]:
    return {row.token_id: row.at for row in connection.execute(select(token_uses))}


def _note(connection: Connection, token_id: str, at: datetime) -> None:
    mine = token_uses.c.token_id == token_id
    if not connection.execute(update(token_uses).where(mine).values(at=at)).rowcount:
        connection.execute(insert(token_uses).values(token_id=token_id, at=at))
