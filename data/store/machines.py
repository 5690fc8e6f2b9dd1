"""What is kept for machines beside the centre's own: tokens in use, answers sent again.

Neither is a change of the centre, so no entry of the trail tells of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from data.store.schema import kept_answers, token_uses
from data.store.transactions import Transactions

USE_NOTED_EVERY = timedelta(minutes=1)
"""A use within this time of the one noted is not noted again: each note waits for all writers."""
KEPT_FOR = timedelta(days=7)
"""Whoever repeats a request does so within minutes; later the key is free again."""


@dataclass(frozen=True)
class KeptAnswer:
    """An answer, or the claim of a request that is not answered yet.

    Parameters
    ----------
    asked
        Digest of the request.
    status
        HTTP status; None while it is not answered.
    """

    asked: str
    status: int | None
    body: bytes
    headers: dict[str, str]


class MachineMethods(Transactions):
    """Methods of the store, in a file of their own."""

    def token_uses(self) -> dict[str, datetime]:
        """When each token was used last, by its id; those never used are not there."""
        return self._read(_uses)

    def note_token_use(self, token_id: str, at: datetime) -> None:
        """Note that a token was used; what was noted within the last minute is enough."""
        before = self._read(_uses).get(token_id)
        if before is not None and at - before < USE_NOTED_EVERY:
            return
        with self._change() as connection:
            _note(connection, token_id, at)

    def kept_answer(self, caller: str, key: str) -> KeptAnswer | None:
        """The answer, or claim, of somebody's key."""
        return self._read(lambda c: _load(c, caller, key))

    def claim_answer(self, caller: str, key: str, asked: str, at: datetime) -> None:
        """Note that a request is being answered; what is too old goes."""
        with self._change() as connection:
            old = kept_answers.c.at < at - KEPT_FOR
            connection.execute(delete(kept_answers).where(old))
            row = {"caller": caller, "key": key, "asked": asked, "at": at}
            connection.execute(insert(kept_answers).values(row))

    def keep_answer(
        self, caller: str, key: str, status: int, body: bytes, headers: Mapping[str, str]
    ) -> None:
        """Keep the answer of a request that was claimed."""
        with self._change() as connection:
            mine = update(kept_answers).where(*_of(caller, key))
            connection.execute(mine.values(status=status, body=body, headers=dict(headers)))

    def drop_answer(self, caller: str, key: str) -> None:
        """Take a claim back: nothing came of the request."""
        with self._change() as connection:
            connection.execute(delete(kept_answers).where(*_of(caller, key)))


def _uses(connection: Connection) -> dict[str, datetime]:
    return {row.token_id: row.at for row in connection.execute(select(token_uses))}


def _note(connection: Connection, token_id: str, at: datetime) -> None:
    mine = token_uses.c.token_id == token_id
    if not connection.execute(update(token_uses).where(mine).values(at=at)).rowcount:
        connection.execute(insert(token_uses).values(token_id=token_id, at=at))


def _of(caller: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return kept_answers.c.caller == caller, kept_answers.c.key == key


def _load(connection: Connection, caller: str, key: str) -> KeptAnswer | None:
    row = connection.execute(select(kept_answers).where(*_of(caller, key))).first()
    if row is None:
        return None
    return KeptAnswer(row.asked, row.status, row.body or b"", row.headers or {})
