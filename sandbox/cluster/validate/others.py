"""Everything that is not a pod or a template of pods: services, maps, secrets, roles, autoscalers, events."""

import re

from sandbox.cluster.status import JSON, Cause, Go, invalid_value, quoted, required, unsupported

_CONFIG_KEY = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  "
    "or 'KEY_NAME',  "
    "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)


def _keys(thing: JSON) -> list[Cause]:
    return [
        invalid_value(f"{part}[{key}]", key, _CONFIG_KEY)
        for part in ("data", "binaryData")
        for key in thing.get(part, {})
        if not re.fullmatch(r"[-._a-zA-Z0-9]+", key)
    ]


def revision(thing: JSON) -> list[Cause]:
    return [] if thing.get("data") is not None else [required("data", "data is mandatory")]


def revision_kept(thing: JSON, before: JSON) -> list[Cause]:
    same = thing.get("data") == before.get("data")
    return [] if same else [invalid_value("data", Go("..."), "field is immutable")]


def config_map(thing: JSON) -> list[Cause]:
    return _keys(thing)


def secret(thing: JSON) -> list[Cause]:
    return _keys(thing)


def service(thing: JSON) -> list[Cause]:
    spec = thing.get("spec", {})
    ports = spec.get("ports", [])
    if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
        return [required("spec.ports")]
    causes = []
    for i, port in enumerate(ports):
        if len(ports) > 1 and not port.get("name"):
            causes.append(required(f"spec.ports[{i}].name"))
        if not 1 <= port.get("port", 0) <= 65535:
            detail = "must be between 1 and 65535, inclusive"
            causes.append(invalid_value(f"spec.ports[{i}].port", port.get("port", 0), detail))
    return causes


def event(thing: JSON) -> list[Cause]:
    about = thing.get("involvedObject", {}).get("namespace", "")
    if about != thing["metadata"].get("namespace", ""):
        return [invalid_value("involvedObject.namespace", about, "does not match event.namespace")]
    return []


def autoscaler(thing: JSON) -> list[Cause]:
    spec = thing.get("spec", {})
    least, most = spec.get("minReplicas", 1), spec.get("maxReplicas", 0)
    causes = []
    if least < 1:
        causes.append(invalid_value("spec.minReplicas", least, "must be greater than or equal to 1"))
    if most < 1:
        causes.append(invalid_value("spec.maxReplicas", most, "must be greater than 0"))
    if most < least:
        causes.append(
            invalid_value("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
        )
    for name in ("kind", "name"):
        if not spec.get("scaleTargetRef", {}).get(name):
            causes.append(required(f"spec.scaleTargetRef.{name}"))
    return causes


def disruption_budget(thing: JSON) -> list[Cause]:
    spec = thing.get("spec", {})
    if "minAvailable" in spec and "maxUnavailable" in spec:
        shown = Go("policy.PodDisruptionBudgetSpec{...}")
        return [invalid_value("spec", shown, "minAvailable and maxUnavailable cannot be both set")]
    return []


def role(thing: JSON) -> list[Cause]:
    causes = []
    for i, rule in enumerate(thing.get("rules") or []):
        at = f"rules[{i}]"
        if not rule.get("verbs"):
            causes.append(required(f"{at}.verbs", "verbs must contain at least one value"))
        if rule.get("nonResourceURLs"):
            if thing.get("kind") == "Role":
                detail = "namespaced rules cannot apply to non-resource URLs"
                causes.append(invalid_value(f"{at}.nonResourceURLs", rule["nonResourceURLs"], detail))
            continue
        if not rule.get("apiGroups"):
            causes.append(required(f"{at}.apiGroups", "resource rules must supply at least one api group"))
        if not rule.get("resources"):
            causes.append(required(f"{at}.resources", "resource rules must supply at least one resource"))
    return causes


def role_binding(thing: JSON) -> list[Cause]:
    return _binding(thing, ["Role", "ClusterRole"])


def cluster_role_binding(thing: JSON) -> list[Cause]:
    return _binding(thing, ["ClusterRole"])


def _binding(thing: JSON, roles: list[str]) -> list[Cause]:
    role = thing.get("roleRef", {})
    causes = []
    if role.get("kind", "") not in roles:
        causes.append(unsupported("roleRef.kind", role.get("kind", ""), roles))
    if not role.get("name"):
        causes.append(required("roleRef.name"))
    for i, subject in enumerate(thing.get("subjects", [])):
        at = f"subjects[{i}]"
        if not subject.get("name"):
            causes.append(required(f"{at}.name"))
        if subject.get("kind") not in ("ServiceAccount", "User", "Group"):
            causes.append(
                unsupported(f"{at}.kind", subject.get("kind", ""), ["ServiceAccount", "User", "Group"])
            )
        elif (
            subject["kind"] == "ServiceAccount" and not subject.get("namespace") and roles == ["ClusterRole"]
        ):
            causes.append(required(f"{at}.namespace"))
    return causes


def role_kept(thing: JSON, before: JSON) -> list[Cause]:
    role = thing.get("roleRef", {})
    if role == before.get("roleRef"):
        return []
    words = ", ".join(f"{go}:{quoted(role.get(name, ''))}" for go, name in _ROLE_REF)
    return [invalid_value("roleRef", Go(f"rbac.RoleRef{{{words}}}"), "cannot change roleRef")]


_ROLE_REF = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))
