"""What the API server says when it refuses: Status objects in its own words. Raised everywhere, answered by
`api`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]


def cloned(value: Any) -> Any:
    """A copy of JSON, all the way down; several times quicker than `copy.deepcopy`."""
    if isinstance(value, dict):
        return {key: cloned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cloned(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is wrong with an object, as `details.causes` lists it."""

    reason: str
    message: str
    field: str


def required(where: str, detail: str = "") -> Cause:
    return Cause("FieldValueRequired", f"Required value: {detail}" if detail else "Required value", where)


def invalid_value(where: str, value: Any, detail: str) -> Cause:
    """`value` is shown as Go shows it; a text that is Go already comes as `Go`."""
    return Cause("FieldValueInvalid", f"Invalid value: {shown(value)}: {detail}", where)


def unsupported(where: str, value: Any, supported: Sequence[str]) -> Cause:
    words = ", ".join(quoted(word) for word in supported)
    return Cause(
        "FieldValueNotSupported", f"Unsupported value: {shown(value)}: supported values: {words}", where
    )


def forbidden_value(where: str, detail: str) -> Cause:
    return Cause("FieldValueForbidden", f"Forbidden: {detail}", where)


class Go(str):
    """A value already written the way Go prints it."""


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def shown(value: Any) -> str:
    return str(value) if isinstance(value, Go) else json.dumps(value, ensure_ascii=False)


@dataclass
class Refusal(Exception):
    """A refused request: becomes a Status, or `text` where the real server answers plainly."""

    code: int
    reason: str
    message: str
    details: JSON | None = None
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None

    def body(self) -> JSON:
        status: JSON = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            status["reason"] = self.reason
        if self.details is not None:
            status["details"] = self.details
        return {**status, "code": self.code}


def details(resource: str, group: str, name: str = "") -> JSON:
    """Who a Status is about; what is empty is left out."""
    given = {"name": name, "group": group, "kind": resource}
    return {key: value for key, value in given.items() if value}


def qualified(resource: str, group: str) -> str:
    return f"{resource}.{group}" if group else resource


def not_found(resource: str, group: str, name: str) -> Refusal:
    message = f"{qualified(resource, group)} {quoted(name)} not found"
    return Refusal(404, "NotFound", message, details(resource, group, name))


def no_such_path() -> Refusal:
    return Refusal(404, "NotFound", "the server could not find the requested resource", {})


def not_allowed() -> Refusal:
    message = "the server does not allow this method on the requested resource"
    return Refusal(405, "MethodNotAllowed", message, {})


def already_exists(resource: str, group: str, name: str) -> Refusal:
    message = f"{qualified(resource, group)} {quoted(name)} already exists"
    return Refusal(409, "AlreadyExists", message, details(resource, group, name))


def conflict(resource: str, group: str, name: str, why: str = "") -> Refusal:
    why = why or "the object has been modified; please apply your changes to the latest version and try again"
    message = f"Operation cannot be fulfilled on {qualified(resource, group)} {quoted(name)}: {why}"
    return Refusal(409, "Conflict", message, details(resource, group, name))


def invalid(kind: str, group: str, name: str, causes: Sequence[Cause]) -> Refusal:
    """The message says each thing once, the causes repeat what two validations both found."""
    said = list(dict.fromkeys(f"{cause.field}: {cause.message}" for cause in causes))
    what = said[0] if len(said) == 1 else f"[{', '.join(said)}]"
    about = details(kind, group, name)
    about["causes"] = [{"reason": c.reason, "message": c.message, "field": c.field} for c in causes]
    return Refusal(422, "Invalid", f"{qualified(kind, group)} {quoted(name)} is invalid: {what}", about)


def rejected() -> Refusal:
    """What a JSON Patch that does not apply is told, whichever operation it was."""
    return Refusal(422, "Invalid", "the server rejected our request due to an error in our request", {})


def bad_request(message: str) -> Refusal:
    return Refusal(400, "BadRequest", message)


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized", "Unauthorized")


def forbidden(resource: str, group: str, name: str, why: str) -> Refusal:
    subject = f"{qualified(resource, group)} {quoted(name)}" if name else qualified(resource, group)
    return Refusal(403, "Forbidden", f"{subject} is forbidden: {why}", details(resource, group, name))


def broken(message: str) -> Refusal:
    """HTTP 500 as the real server answers what its own code did not expect."""
    return Refusal(500, "", message)


def not_implemented(what: str) -> Refusal:
    """The sandbox says plainly what it does not do; it never pretends."""
    return Refusal(501, "NotImplemented", f"the sandbox's cluster does not do this: {what}")
