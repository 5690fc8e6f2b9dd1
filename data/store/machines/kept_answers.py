"""Answers kept for requests that are sent again: the same key gets the first answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from data.store.machines.token_uses import TokenUseMethods
from data.store.schema import kept_answers
from data.store.transactions import Transactions

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


class KeptAnswerMethods(Transactions):
    """Methods of the store, in a file of their own."""

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


class MachineMethods(TokenUseMethods, KeptAnswerMethods):
    """What the store keeps for machines beside the centre's own."""


def _of(caller: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return kept_answers.c.caller == caller, kept_answers.c.key == key


def _load(connection: Connection, caller: str, key: str) -> KeptAnswer | None:
    row = connection.execute(select(kept_answers).where(*_of(caller, key))).first()
    if row is None:
        return None
    return KeptAnswer(row.asked, row.status, row.body or b"", row.headers or {})
