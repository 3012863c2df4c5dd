"""What an API server or the way to it says against us, made `Temporary` or `Permanent`. Used by `line`.

The words are for a tired person: what, why, what to do next. They never hold a token, a kubeconfig or
more than a little of an answer's body.
"""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.domain.operations import Cluster
from bot.errors import Permanent, Temporary
from bot.ports.kubernetes.ask import Ask

CODES = {
    400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
    406: "NotAcceptable", 409: "Conflict", 410: "Gone", 413: "RequestEntityTooLarge",
    415: "UnsupportedMediaType", 422: "Invalid",
}  # fmt: skip

NEXT = {
    "Forbidden": "Ask whoever keeps the cluster's RBAC for that right, or let someone who has it do this.",
    "AlreadyExists": "Nothing was changed; look at the one that is there.",
    "Conflict": "It changed meanwhile and nothing was done: look at it again, then decide again.",
    "Invalid": "Nothing was changed.",
    "Gone": "The list is too old to go on with: start it again.",
    "MethodNotAllowed": "This cluster cannot do that to this kind of object.",
    "UnsupportedMediaType": "This kind of object does not take that type of patch; try a merge patch.",
    "RequestEntityTooLarge": "Make the change smaller.",
}

LONGEST = 300
CAUSES = 5
OURS = frozenset({"", "apps", "batch", "autoscaling", "policy", "extensions"})
"""Groups the API server serves itself and whose names have no dot."""

ACCOUNT = "Tocsin's own account"


class Dropped(aiohttp.ClientError):
    """The connection broke after something was sent. Not one of the errors that aiohttp sends again for."""


class Redirected(aiohttp.ClientError):
    """The answer was a redirect, which no API server gives and which we do not follow with credentials."""


class NotUpgraded(aiohttp.ClientError):
    """The answer to a WebSocket's request was a refusal; aiohttp itself would lose what it says."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status, self.headers, self.body = status, headers, body


def refusal(
    cluster: Cluster, user: str, ask: Ask, status: int, headers: Mapping[str, str], body: bytes
) -> Temporary | Permanent:
    """The problem that an answer of 400 and above means."""
    said = _status(body)
    reason = str(said.get("reason") or "") or CODES.get(status, f"HTTP{status}")
    message = _message(said, headers, body) or f"HTTP {status}"
    where = title(cluster)
    if status == 429:
        return _busy(where, said, message, headers)
    if status >= 500:
        return Temporary(
            f"{where} cannot answer at the moment: {message}.{_unsure(ask)}",
            after=_after(said, headers),
            outage=_serves_nobody(ask, status, said, message),
        )
    if status == 401:
        return unauthorized(cluster)
    if status == 403 and "cannot impersonate resource" in message:
        return Permanent(
            f"{where} does not let {ACCOUNT} act as {user}: {message}. Allow that user and each of those "
            "groups in the ClusterRole `tocsin-impersonate` (deploy/).",
            reason,
        )
    if status == 404:
        return Permanent(_missing(where, ask, said, message), reason)
    return Permanent(" ".join(filter(None, (f"{where}: {message}.", NEXT.get(reason)))), reason)


def unauthorized(cluster: Cluster) -> Permanent:
    """The 401: nothing that a person in the channel did."""
    if cluster.in_cluster:
        mend = "Look at its ServiceAccount, and whether the pod still gets its token."
    else:
        context = cluster.context or "current-context"
        mend = f"Renew the credentials of the context `{context}` in its kubeconfig."
    return Permanent(f"{title(cluster)} no longer accepts {ACCOUNT} (HTTP 401). {mend}", CODES[401])


def renewed(cluster: Cluster) -> Temporary:
    """The 401 after which other credentials were found: nothing was done, and the next call uses them."""
    return Temporary(f"{title(cluster)} wanted fresh credentials of {ACCOUNT}; they are here now.", after=1.0)


def unreachable(cluster: Cluster, ask: Ask, error: Exception) -> Temporary | Permanent:
    """The problem when no whole answer came. `error` is aiohttp's, a timeout or the system's."""
    where = title(cluster)
    match error:
        case aiohttp.ClientConnectorCertificateError():
            why = _certificate(error.certificate_error)
            return Permanent(
                f"{where} shows a certificate that is not trusted ({why}). Mend `certificate-authority` or "
                "`tls-server-name` of its kubeconfig.",
                "Certificate",
            )
        case Redirected():
            return Permanent(
                f"{where} answers with a redirect, which no API server does: its address is probably that of "
                "a login page or a proxy. Mend `server` in its kubeconfig.",
                "Redirected",
            )
        case aiohttp.InvalidURL():
            return Permanent(
                f"{where} has an address that is none. Mend `server` in its kubeconfig.", "Kubeconfig"
            )
        case aiohttp.ClientConnectorDNSError():
            return Temporary(f"{where} is not reachable: its name is not found in DNS.", outage=True)
        case aiohttp.ClientConnectorError():
            return Temporary(f"{where} is not reachable: {_why(error.os_error)}.", outage=True)
        case aiohttp.ConnectionTimeoutError():
            return Temporary(f"{where} is not reachable: no connection in time.", outage=True)
        case TimeoutError():
            return Temporary(f"{where} did not answer within {ask.timeout:g} s.{_unsure(ask)}", outage=True)
        case _:
            name = type(error.__cause__ or error).__name__
            return Temporary(f"The connection to {where} broke ({name}).{_unsure(ask)}", outage=True)


def unreadable(cluster: Cluster, ask: Ask) -> Temporary:
    """A good answer whose body is not JSON."""
    return Temporary(f"{title(cluster)} answered {ask.path} with something that is not JSON.{_unsure(ask)}")


def too_large(cluster: Cluster, ask: Ask, most: int) -> Permanent:
    return Permanent(
        f"{title(cluster)} answered {ask.path} with more than {most // 2**20} MB. Ask for less: one "
        "namespace, a selector or a limit.",
        "TooLarge",
    )


def title(cluster: Cluster) -> str:
    """The cluster at the beginning of a sentence."""
    return f"The cluster {cluster.name}"


def _status(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("kind") == "Status" else {}


def _message(said: Mapping[str, Any], headers: Mapping[str, str], body: bytes) -> str:
    """The server's own words in one line, with the causes that its message does not hold already."""
    if not said:
        plain = headers.get("Content-Type", "").startswith("text/plain")
        return cut(body.decode("utf-8", "replace")) if plain else ""
    message = cut(str(said.get("message") or ""))
    causes = [cause for cause in _details(said).get("causes") or () if isinstance(cause, dict)]
    lines = [": ".join(str(c[k]) for k in ("field", "message") if c.get(k)) for c in causes[:CAUSES]]
    more = [cut(line, 100) for line in lines if line and line not in message and line[:60] not in message]
    return cut("; ".join([message, *more]), 2 * LONGEST)


def _details(said: Mapping[str, Any]) -> Mapping[str, Any]:
    found = said.get("details")
    return found if isinstance(found, dict) else {}


def _busy(where: str, said: Mapping[str, Any], message: str, headers: Mapping[str, str]) -> Temporary:
    """A 429: the server's own limit, or a disruption budget that allows no eviction now."""
    after = _after(said, headers) or 1.0
    causes = [cause for cause in _details(said).get("causes") or () if isinstance(cause, dict)]
    if any(cause.get("reason") == "DisruptionBudget" for cause in causes):
        return Temporary(f"{where}: {message}.", after=max(after, 5.0))
    return Temporary(f"{where} asks us to wait: {message}.", after=after, outage=True)


def _missing(where: str, ask: Ask, said: Mapping[str, Any], message: str) -> str:
    if _details(said).get("name"):
        place = f" in the namespace {ask.namespace}" if ask.namespace else ""
        return f"{where}: {message}{place}. Check the name and the namespace."
    return f"{where} does not serve {ask.path}. Check the kind, its version and its group."


def _after(said: Mapping[str, Any], headers: Mapping[str, str]) -> float | None:
    for value in (headers.get("Retry-After"), _details(said).get("retryAfterSeconds")):
        try:
            return max(float(value or ""), 0.1)
        except (TypeError, ValueError):
            continue
    return None


def _serves_nobody(ask: Ask, status: int, said: Mapping[str, Any], message: str) -> bool:
    """Whether a 5xx is about the whole server: not about one webhook, one slow list, one aggregated API."""
    aggregated = ask.group not in OURS and (
        not ask.group.endswith(".k8s.io") or ask.group.endswith("metrics.k8s.io")
    )
    if aggregated or said.get("reason") == "Timeout":
        return False
    return status in (502, 503, 504) or message.startswith("etcdserver:")


def _unsure(ask: Ask) -> str:
    if ask.method == "GET":
        return ""
    return " Whether the change was made is not known: look before you do it again."


def _certificate(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return cut(error.verify_message, 120)
    return type(error).__name__


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return f"no TLS with it ({error.reason or type(error).__name__})"
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__


def cut(text: str, longest: int = LONGEST) -> str:
    """One line of a server's words, without its full stop."""
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
