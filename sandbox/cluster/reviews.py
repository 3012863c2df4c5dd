"""`kubectl auth can-i`: the access reviews, which answer instead of keeping anything. Called by `api`."""

from sandbox.cluster import schema
from sandbox.cluster.rbac import Attributes, Authorizer, User
from sandbox.cluster.status import JSON, Cause, Go, Refusal, details, invalid_value, quoted

_GROUP = "authorization.k8s.io"
SERVED = {
    "selfsubjectaccessreviews": "SelfSubjectAccessReview",
    "subjectaccessreviews": "SubjectAccessReview",
}


def review(authorizer: Authorizer, resource: str, body: JSON, user: User) -> JSON:
    """The review with its `status`: the reason is said only for what is allowed, or cannot be looked up."""
    kind = SERVED[resource]
    asked = schema.decode(kind, body)
    spec = asked.get("spec", {})
    causes = _objections(spec, needs_user=kind == "SubjectAccessReview")
    if causes:
        raise _invalid(causes)
    if kind == "SubjectAccessReview":
        user = User(spec.get("user", ""), tuple(spec.get("groups", [])))
    verdict = authorizer.decide(user, _wanted(spec))
    status: JSON = {"allowed": verdict.allowed}
    if verdict.reason:
        status["reason"] = verdict.reason
    head = {"kind": kind, "apiVersion": f"{_GROUP}/v1", "metadata": {"creationTimestamp": None}}
    return {**head, "spec": spec, "status": status}


def _wanted(spec: JSON) -> Attributes:
    if "nonResourceAttributes" in spec:
        asked = spec["nonResourceAttributes"]
        return Attributes(asked.get("verb", ""), path=asked.get("path", ""))
    asked = spec["resourceAttributes"]
    resource, subresource = asked.get("resource", ""), asked.get("subresource", "")
    return Attributes(
        asked.get("verb", ""),
        asked.get("group", ""),
        f"{resource}/{subresource}" if subresource else resource,
        asked.get("namespace", ""),
        asked.get("name", ""),
    )


def _objections(spec: JSON, needs_user: bool) -> list[Cause]:
    causes = []
    resource, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if resource is not None and path is not None:
        shown = f"Path:{quoted(path.get('path', ''))}, Verb:{quoted(path.get('verb', ''))}"
        value = Go(f"authorization.NonResourceAttributes{{{shown}}}")
        detail = "cannot be specified in combination with resourceAttributes"
        causes.append(invalid_value("spec.nonResourceAttributes", value, detail))
    elif resource is None and path is None:
        detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
        causes.append(invalid_value("spec.resourceAttributes", "null", detail))
    if needs_user and not spec.get("user") and not spec.get("groups"):
        causes.append(invalid_value("spec.user", "", "at least one of user or group must be specified"))
    return causes


def _invalid(causes: list[Cause]) -> Refusal:
    """The server forgets to name the kind here, and so does this."""
    said = ", ".join(f"{c.field}: {c.message}" for c in causes)
    what = said if len(causes) == 1 else f"[{said}]"
    about = details("", _GROUP) | {
        "causes": [{"reason": c.reason, "message": c.message, "field": c.field} for c in causes]
    }
    return Refusal(422, "Invalid", f'.{_GROUP} "" is invalid: {what}', about)
