"""The way of a request: who asks, what is given, what stands in the way, what is answered."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.api.parts.answers import (
    JSON,
    MOST_PAGE,
    USUAL_PAGE,
    Answer,
    File,
    as_bytes,
    file_answer,
    names_tag,
    page_of,
    plain,
    tag_of,
)
from app.api.parts.callers import Caller, Entrance, context_for
from app.api.parts.given import Sent, arguments_of
from app.api.parts.long import LongWork
from app.api.parts.problems import KeyTaken, NoCondition, Stale, WrongWords
from app.api.parts.route import Route
from app.services.context import Context
from app.services.roster.publishing.publish import current_version
from data.model.errors import Conflict, NotFound
from data.model.language import tr
from data.store import Store

_LONGEST_KEY = 200


@dataclass(frozen=True)
class Desk:
    """Where requests are answered.

    Parameters
    ----------
    readers
        The GET routes by address: what entity tags are of.
    """

    entrance: Entrance
    store: Store
    work: LongWork
    readers: Mapping[str, Route]

    def answer(self, route: Route, caller: Caller, sent: Sent) -> Answer:
        """Answer a request; mistakes are raised."""
        context = context_for(self.entrance, self.store, caller)
        key = sent.headers.get("idempotency-key", "") if route.method == "POST" else ""
        if not key:
            return self._done(route, context, sent)
        if len(key) > _LONGEST_KEY or not key.isprintable():
            raise WrongWords(tr("an Idempotency-Key is up to {n} plain letters", n=_LONGEST_KEY))
        return self._once(route, context, sent, key)

    def _once(self, route: Route, context: Context, sent: Sent, key: str) -> Answer:
        """Do it, or give the answer of the first time; a change is kept with its answer or not."""
        asked, caller = _digest(route, sent), context.token_id or context.who
        if _is_change(route):
            with self.store.change():
                kept = self._claimed(caller, key, asked)
                return kept or self._kept(caller, key, self._done(route, context, sent))
        if kept := self._claimed(caller, key, asked, again=route.is_order):
            return kept
        try:
            return self._kept(caller, key, self._done(route, context, sent))
        except BaseException:
            self.store.drop_answer(caller, key)  # nothing came of it: it may be tried again
            raise

    def _claimed(self, caller: str, key: str, asked: str, *, again: bool = False) -> Answer | None:
        """The answer kept, or None where it is now for this request to answer.

        Parameters
        ----------
        again
            Whether a request that was begun and not answered is simply begun again, as that of a
            job: the same key gives the same one.
        """
        with self.store.change():
            kept = self.store.kept_answer(caller, key)
            if kept is None:
                self.store.claim_answer(caller, key, asked, self.entrance.clock())
                return None
        if kept.asked != asked:
            raise KeyTaken(
                tr("this Idempotency-Key came with another request before: take a new one")
            )
        if kept.status is None and again:
            return None
        if kept.status is None:
            raise Conflict(
                tr(
                    "the first request of this key is not answered yet. If the server ended while "
                    "it worked on it: look whether it was done, and take a new key if not"
                )
            )
        return Answer(kept.status, kept.body, {**kept.headers, "idempotency-replayed": "true"})

    def _kept(self, caller: str, key: str, answer: Answer) -> Answer:
        self.store.keep_answer(caller, key, answer.status, answer.body, answer.headers)
        return answer

    def _done(self, route: Route, context: Context, sent: Sent) -> Answer:
        arguments = arguments_of(route, sent)
        if route.is_order:
            key = sent.headers.get("idempotency-key", "")
            of = f"{context.token_id or context.who}:{route.path}:{key}" if key else ""
            return self.work.begin(context, route.verb(**arguments), of)
        if route.guard and _is_change(route):
            with self.store.change():
                self._refuse_stale(route, context, sent)
                return self._called(route, context, sent, arguments)
        if route.guard:
            self._refuse_stale(route, context, sent)
        if route.expects:
            arguments["expected_version"] = _version_seen(context, sent)
        return self._called(route, context, sent, arguments)

    def _called(
        self, route: Route, context: Context, sent: Sent, arguments: dict[str, Any]
    ) -> Answer:
        extra = {"desk": self} if getattr(route.verb, "needs_desk", False) else {}
        found = route.verb(context, **arguments, **extra)
        if isinstance(found, Answer):
            return found
        if route.file:
            found = File(found, route.file.format(**arguments), *route.media)
        if isinstance(found, File):
            return _unless_seen(file_answer(found), sent)
        told = plain(found)
        body = as_bytes(told)
        headers = {"content-type": JSON, "cache-control": "no-store"}
        if route.method == "GET":
            headers |= {"etag": tag_of(body), "cache-control": "private, no-cache"}
        if route.path == "/publications/current":
            headers["etag"] = f'"v{told["version"]}"'
        if route.listed:
            page = page_of(told, *_page_asked(sent))
            body = as_bytes(page)
        return _unless_seen(Answer(route.status, body, headers), sent)

    def _refuse_stale(self, route: Route, context: Context, sent: Sent) -> None:
        reader = self.readers[route.guard]
        try:
            names = [one.name for one in reader.taken if one.where == "path"]
            part = replace(sent, query=(), body=b"", path={n: sent.path[n] for n in names})
            now = tag_of(as_bytes(plain(reader.verb(context, **arguments_of(reader, part)))))
        except NotFound:
            now = ""  # not there yet: whoever makes it overwrites nobody
        named = sent.headers.get("if-match", "")
        if not named and now:
            raise NoCondition(
                tr(
                    "say what you saw: send If-Match with the ETag of GET /api/v1{address}, or "
                    "`If-Match: *` to overwrite whatever is there",
                    address=route.guard,
                )
            )
        if named and not (now and names_tag(named, now)):
            raise Stale(
                tr(
                    "what GET /api/v1{address} gives was changed since you read it; nothing of "
                    "yours was saved: read it again, and change it from there",
                    address=route.guard,
                )
            )


def _version_seen(context: Context, sent: Sent) -> int | None:
    named = sent.headers.get("if-match", "")
    if not named:
        raise NoCondition(
            tr(
                "say which published version you saw: send If-Match with the ETag of GET "
                "/api/v1/publications/current, or `If-Match: *` whatever it is"
            )
        )
    now = current_version(context)
    if not names_tag(named, f'"v{now}"'):
        raise Stale(
            tr(
                "version {now} is published now, another than you saw; nothing was published: look "
                "at the difference first",
                now=now,
            )
        )
    return now if named.strip() != "*" else None


def _is_change(route: Route) -> bool:
    return bool(getattr(route.verb, "is_change", False))


def _unless_seen(answer: Answer, sent: Sent) -> Answer:
    tag = answer.headers.get("etag", "")
    if tag and names_tag(sent.headers.get("if-none-match", ""), tag):
        return Answer(304, b"", {"etag": tag})
    return answer


def _page_asked(sent: Sent) -> tuple[int, str]:
    asked = dict(sent.query)
    text = asked.get("limit", str(USUAL_PAGE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_PAGE):
        raise WrongWords(tr("limit: 1 to {most} rows a page", most=MOST_PAGE))
    return int(text), asked.get("cursor", "")


def _digest(route: Route, sent: Sent) -> str:
    """Digest of a request: the same key may only come with the same one."""
    found = hashlib.sha256(f"{route.method} {route.path}".encode())
    for name, value in [*sorted(sent.path.items()), *sorted(sent.query)]:
        found.update(f"\n{name}={value}".encode(errors="replace"))
    found.update(sent.body)
    for file in sorted(sent.folder.iterdir()) if sent.folder else ():
        with file.open("rb") as opened:
            found.update(file.name.encode())
            found.update(hashlib.file_digest(opened, "sha256").digest())
    return found.hexdigest()


def with_desk(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a verb that is given the desk too, as those of jobs are."""
    verb.needs_desk = True  # type: ignore[attr-defined]
    return verb
