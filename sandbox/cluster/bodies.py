"""Request bodies: JSON and YAML, with Go's complaints about what cannot be read; the options of a write."""

import json
from collections.abc import Sequence
from typing import Any

from sandbox.cluster.paths import Ask
from sandbox.cluster.status import (
    JSON,
    Cause,
    Go,
    Refusal,
    bad_request,
    invalid,
    quoted,
    required,
    unsupported,
)

_MEDIA = "application/json, application/yaml, application/vnd.kubernetes.protobuf"


def media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def load(raw: bytes) -> Any:
    """JSON. Raises Refusal (400) in Go's words."""
    try:
        return json.loads(raw)
    except RecursionError:
        raise bad_request("exceeded max depth") from None
    except ValueError as wrong:
        raise bad_request(syntax_error(raw, wrong)) from None


def syntax_error(raw: bytes, wrong: ValueError) -> str:
    at = wrong.pos if isinstance(wrong, json.JSONDecodeError) else 0
    text = raw.decode("utf-8", "replace")
    if not text[at:].strip():
        return "unexpected end of JSON input"
    return f"invalid character '{text[at:].lstrip()[0]}' looking for beginning of value"


def read_object(raw: bytes, content_type: str, kind: str) -> JSON:
    """The object of a POST or PUT. Raises Refusal: 400 unreadable, 415 in a form nobody speaks here."""
    given: Any
    match media(content_type):
        case "" | "application/json" | "*/*":
            try:
                given = json.loads(raw)
            except (ValueError, RecursionError) as wrong:
                said = syntax_error(raw, wrong) if isinstance(wrong, ValueError) else "exceeded max depth"
                raise _unrecognized(kind, f"{said} ({raw.decode('utf-8', 'replace')})") from None
        case "application/yaml":
            given = _yaml(raw, kind)
        case "application/vnd.kubernetes.protobuf":
            raise Refusal(501, "NotImplemented", "the sandbox's cluster does not do this: protobuf")
        case _:
            message = (
                f"the body of the request was in an unknown format - accepted media types include: {_MEDIA}"
            )
            raise Refusal(415, "UnsupportedMediaType", message)
    if not isinstance(given, dict):
        raise _unrecognized(kind, f"cannot unmarshal {type(given).__name__}")
    return given


def _yaml(raw: bytes, kind: str) -> Any:
    import yaml  # only who sends YAML pays for loading it

    try:
        return json.loads(json.dumps(yaml.safe_load(raw)))
    except (yaml.YAMLError, TypeError, ValueError) as wrong:
        raise _unrecognized(kind, str(wrong)) from None


def _unrecognized(kind: str, why: str) -> Refusal:
    message = f"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; "
    return bad_request(f"{message}json parse error: {why}")


def dry_run(ask: Ask, options: str) -> bool:
    """Whether the query asks for a dry run; `options` names the options' kind. Raises Refusal (422)."""
    return checked_dry_run(ask.query.get("dryRun", []), options)


def checked_dry_run(values: Sequence[str], options: str) -> bool:
    if any(value != "All" for value in values):
        shown = Go(f"[]string{{{', '.join(quoted(v) for v in values)}}}")
        raise invalid(options, "meta.k8s.io", "", [unsupported("dryRun", shown, ["All"])])
    return bool(values)


def no_manager() -> Refusal:
    """An apply without saying who applies."""
    cause: Cause = required("fieldManager", "is required for apply patch")
    return invalid("PatchOptions", "meta.k8s.io", "", [cause])


def manager(ask: Ask, agent: str) -> str:
    """Who a write is noted under: `fieldManager`, else the program's name from its User-Agent."""
    return ask.option("fieldManager") or agent.partition("/")[0][:128] or "unknown"
