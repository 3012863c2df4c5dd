"""What a client asks before it asks for anything: groups, resources, version, health. Answered without RBAC
objects of its own: the seeded `system:discovery` and `system:public-info-viewer` roles allow it. Called by
`api`.
"""

from sandbox.cluster import kinds
from sandbox.cluster.status import JSON, Refusal, not_implemented

VERSION: JSON = {
    "major": "1",
    "minor": "20",
    "gitVersion": "v1.20.2+sandbox",
    "gitCommit": "faecb196815e248d3ecfb03c680a4507229c2a56",
    "gitTreeState": "clean",
    "buildDate": "1970-01-01T00:00:00Z",
    "goVersion": "go1.19.8",
    "compiler": "gc",
    "platform": "linux/amd64",
}
HEALTH = ("/healthz", "/livez", "/readyz")


def answer(path: str, address: str) -> JSON | str:
    """The document at a path that is no resource, a text for health. Raises Refusal."""
    parts = tuple(part for part in path.split("/") if part)
    match parts:
        case ("version",):
            return VERSION
        case ("api",):
            where = {"clientCIDR": "0.0.0.0/0", "serverAddress": address}
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [where]}
        case ("api", "v1"):
            return {"kind": "APIResourceList", "groupVersion": "v1", "resources": kinds.discovery()["v1"]}
        case ("apis",):
            groups = [_group(name) for name in _groups()]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
        case ("apis", group) if group in _groups():
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(group)}
        case ("apis", group, version) if f"{group}/{version}" in kinds.discovery():
            head = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{group}/{version}"}
            return {**head, "resources": kinds.discovery()[f"{group}/{version}"]}
        case ("apis", group, *_) if group in kinds.ELSEWHERE or group in _groups():
            raise not_implemented(f"the API {'/'.join(parts[1:])}")
        case ("openapi", *_) | ("metrics",) | ("logs", *_):
            raise not_implemented(f"the path {path}")
    if path in HEALTH:
        return "ok"
    if path == "/":
        return {"paths": _paths()}
    raise missing(path)


def missing(path: str) -> Refusal:
    """Not one of the server's paths: no Status, a plain page."""
    if path.startswith("/apis/"):
        return Refusal(404, "NotFound", "404 page not found\n", text="404 page not found\n")
    return Refusal(404, "NotFound", "not found", {"paths": _paths()}, text="")


def _groups() -> list[str]:
    return [kinds.split(name)[0] for name in kinds.discovery() if "/" in name]


def _group(name: str) -> JSON:
    version = next(v for v in kinds.discovery() if kinds.split(v)[0] == name)
    entry = {"groupVersion": version, "version": kinds.split(version)[1]}
    return {"name": name, "versions": [entry], "preferredVersion": entry}


def _paths() -> list[str]:
    found = {"/api", "/api/v1", "/apis", "/version", *HEALTH}
    for name in _groups():
        found |= {f"/apis/{name}", f"/apis/{_group(name)['preferredVersion']['groupVersion']}"}
    return sorted(found)
