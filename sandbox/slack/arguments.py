"""What a call brought along, however it was written: query, form, JSON, a mixture. Read by every method."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.slack.refusal import Refusal, complaint

_TRUE = (True, 1, "1", "true", "True")


class Arguments:
    """Typed sight of untyped arguments; wrong types are refused the way Slack refuses them."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = {k: v for k, v in given.items() if v is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def need(self, *names: str) -> None:
        missing = [f"missing required field: {n}" for n in names if self.given.get(n, "") == ""]
        if missing:
            raise complaint(*missing)

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str, default: bool = False) -> bool:
        return self.given[name] in _TRUE if name in self.given else default

    def whole(self, name: str, default: int) -> int:
        try:
            return int(self.given.get(name, default))
        except (TypeError, ValueError, OverflowError):
            raise complaint(f"must be an integer [json-pointer:/{name}]") from None

    def words(self, name: str) -> list[str]:
        """A list sent as such, as its JSON, or joined by commas."""
        value = self.given.get(name, "")
        if isinstance(value, str) and value.startswith("["):
            value = self.structure(name)
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(p).strip() for p in parts if str(p).strip()]

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """A nested value; forms carry it as JSON text. None when it is not there."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise Refusal(error) from None


async def read(request: web.Request) -> tuple[dict[str, Any], str]:
    """(arguments, token) of a request. The token is in the header, or among the arguments."""
    given: dict[str, Any] = dict(request.query)
    body = await request.read() if request.can_read_body else b""
    if body.strip():
        if request.content_type == "application/json":
            given |= _json_object(body)
        elif request.content_type == "multipart/form-data":
            given |= {k: v for k, v in (await request.post()).items() if isinstance(v, str)}
        else:
            given |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    in_body = given.pop("token", "")
    kind, _, header = request.headers.get("Authorization", "").partition(" ")
    return given, header.strip() if kind.lower() == "bearer" else str(in_body)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("invalid_json") from None
    if not isinstance(value, dict):
        raise Refusal("json_not_object")
    return value
