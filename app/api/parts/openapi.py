"""OpenAPI 3.1 of every route: what is given, what is answered, which mistakes there are."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.api.parts import problems
from app.api.parts.answers import JSON, MOST_PAGE, USUAL_PAGE
from app.api.parts.given import property_of
from app.api.parts.route import Route
from app.api.parts.schemas import Schema, Schemas

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_WORDS = {
    200: "Done.",
    201: "Made.",
    202: "Begun: look at `Location` how far it has come.",
    304: "As you have it (If-None-Match).",
    400: "The request cannot be read.",
    401: "No token, or one that holds no longer.",
    403: "The role does not allow it.",
    404: "There is no such thing.",
    409: "Somebody else stands in the way; the detail says who.",
    412: "Changed since it was read (If-Match).",
    413: "More than is read.",
    422: "Not understood, or not possible; the detail says what, where, and what to do.",
    428: "If-Match is missing.",
    500: "Our fault; the log has it.",
    503: "The database is away.",
}


class Document:
    """The document of some routes.

    Parameters
    ----------
    by_tag
        Routes by the tag of their noun.
    """

    def __init__(self, by_tag: Mapping[str, tuple[Route, ...]]) -> None:
        self._given, self._told = Schemas(given=True), Schemas(given=False)
        self._tags = list(by_tag)

    def operation(self, route: Route) -> dict[str, Any]:
        """What FastAPI cannot know of a route."""
        found: dict[str, Any] = {
            "parameters": list(self._parameters(route)),
            "responses": dict(self._responses(route)),
        }
        if body := self._body(route):
            found["requestBody"] = body
        return found

    def _parameters(self, route: Route) -> Iterator[dict[str, Any]]:
        for one in route.taken:
            if one.where in ("path", "query"):
                schema = property_of(route, one, self._given)
                about = schema.pop("description", "")
                found: dict[str, Any] = {
                    "name": one.name,
                    "in": one.where,
                    "required": one.needed,
                    "schema": schema,
                }
                if one.where == "path":
                    found["required"] = True
                if schema.get("type") == "array":
                    found |= {"style": "form", "explode": False}
                if about:
                    found["description"] = about
                if one.name in route.example:
                    found["example"] = route.example[one.name]
                yield found
        if route.listed:
            yield _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_PAGE,
                                   "default": USUAL_PAGE}, "Rows a page.")  # fmt: skip
            yield _query("cursor", {"type": "string"}, "`next` of the page before.")
        if route.method == "POST":
            yield _header("Idempotency-Key", "The same key gets the first answer again.")
        if route.guard or route.expects:
            of = "/publications/current" if route.expects else route.guard
            yield _header("If-Match", f"ETag of GET {of}, or `*`.")

    def _body(self, route: Route) -> dict[str, Any] | None:
        if route.takes_files:
            file = {"type": "string", "format": "binary"}
            form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
            return {"required": True, "content": {"multipart/form-data": {"schema": form}}}
        named = [one for one in route.taken if one.where == "body"]
        if not named:
            return None
        needed = [one.name for one in named if one.needed]
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {one.name: property_of(route, one, self._given) for one in named},
            "required": needed,
            "additionalProperties": False,
        }
        media: dict[str, Any] = {"schema": schema}
        if example := {n: v for n, v in route.example.items() if n in schema["properties"]}:
            media["example"] = example
        return {"required": bool(needed), "content": {JSON: media}}

    def _responses(self, route: Route) -> Iterator[tuple[str, dict[str, Any]]]:
        status = 202 if route.is_order else route.status
        yield str(status), {"description": _WORDS[status], "content": self._answer(route)}
        mistakes = [401, 403, 404, 409, 422, 500, 503]
        if route.has_body:
            mistakes.append(413)
        if route.guard or route.expects:
            mistakes += [412, 428]
        if route.method == "GET":
            yield "304", {"description": _WORDS[304]}
        for mistake in sorted(mistakes):
            content = {problems.MEDIA: {"schema": _PROBLEM}}
            yield str(mistake), {"description": _WORDS[mistake], "content": content}

    def _answer(self, route: Route) -> dict[str, Any]:
        if route.media:
            binary = {"type": "string", "format": "binary"}
            return {media: {"schema": binary} for media in route.media}
        schema = {} if route.is_order else self._told.of(route.answers)
        if route.is_order:
            schema = _open_ended()
        if route.listed:
            items = schema.get("items", {})
            schema = {
                "type": "object",
                "properties": {
                    "items": {"type": "array", "items": items},
                    "next": {"type": "string", "description": "Cursor of the next page, or empty."},
                },
                "required": ["items", "next"],
            }
        return {JSON: {"schema": schema}}

    def finished(self, bare: dict[str, Any], base: str) -> dict[str, Any]:
        """The document with its components, and who may ask."""
        components: dict[str, Schema] = {
            **self._told.components,
            **self._given.components,
            "Problem": problems.SCHEMA,
        }
        return {
            **bare,
            "openapi": "3.1.0",
            "servers": [{"url": base}],
            "tags": [{"name": tag} for tag in self._tags],
            "security": [{"token": []}, {}],
            "components": {
                "schemas": components,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
        }


def _open_ended() -> Schema:
    return {
        "type": "object",
        "properties": {"job_id": {"type": "string"}, "state": {"type": "string"},
                       "title": {"type": "string"}},
        "required": ["job_id", "kind", "state", "title"],
    }  # fmt: skip


def _query(name: str, schema: Schema, about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": about}


def _header(name: str, about: str) -> dict[str, Any]:
    found = _query(name, {"type": "string"}, about)
    return {**found, "in": "header"}
