"""What stands in the cells of the tables, drawn from the object. Used by `columns`."""

from dataclasses import dataclass
from typing import Any

from sandbox.cluster.kinds import split
from sandbox.cluster.selectors import written
from sandbox.cluster.status import JSON
from sandbox.cluster.store import moment

NONE, UNKNOWN = "<none>", "<unknown>"


@dataclass(frozen=True, slots=True)
class Look:
    """An object, looked at at a moment."""

    thing: JSON
    now: float

    @property
    def meta(self) -> JSON:
        meta: JSON = self.thing["metadata"]
        return meta

    @property
    def spec(self) -> JSON:
        spec: JSON = self.thing.get("spec", {})
        return spec

    @property
    def status(self) -> JSON:
        status: JSON = self.thing.get("status", {})
        return status

    @property
    def pod_spec(self) -> JSON:
        spec: JSON = self.spec.get("template", {}).get("spec", {})
        return spec

    def age(self) -> str:
        return self.since(self.meta.get("creationTimestamp"))

    def since(self, when: str | None) -> str:
        return duration(self.now - moment(when)) if when else UNKNOWN


def duration(seconds: float) -> str:
    """How long, as short as kubectl says it: 95s, 4m17s, 25h, 3d4h."""
    whole = int(seconds)
    if whole < 0:
        return "0s" if whole > -2 else "<invalid>"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if whole < 120:
        return f"{whole}s"
    if minutes < 10:
        return _pair(minutes, "m", whole % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _pair(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _pair(days, "d", hours % 24, "h")
    if days < 730:
        return f"{days}d"
    return _pair(days // 365, "y", days % 365, "d") if days < 2920 else f"{days // 365}y"


def _pair(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"


def pairs(given: dict[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((given or {}).items())) or NONE


def count(o: Look, *parts: str) -> int:
    return sum(len(o.thing.get(part, ())) for part in parts)


def ready_of_replicas(o: Look) -> str:
    return f"{o.status.get('readyReplicas', 0)}/{o.spec.get('replicas', 0)}"


def container_names(o: Look) -> str:
    return ",".join(c["name"] for c in o.pod_spec.get("containers", []))


def images(o: Look) -> str:
    return ",".join(c.get("image", "") for c in o.pod_spec.get("containers", []))


def selector(o: Look) -> str:
    return written(o.spec.get("selector")) or NONE


def controller(o: Look) -> str:
    owner = next((r for r in o.meta.get("ownerReferences", []) if r.get("controller")), None)
    if owner is None:
        return NONE
    group = split(owner["apiVersion"])[0]
    return f"{owner['kind'].lower()}{'.' + group if group else ''}/{owner['name']}"


def node_status(o: Look) -> str:
    ready = next((c for c in o.status.get("conditions", []) if c["type"] == "Ready"), None)
    said = [UNKNOWN if ready is None else "Ready" if ready["status"] == "True" else "NotReady"]
    if said == [UNKNOWN]:
        said = ["Unknown"]
    if o.spec.get("unschedulable"):
        said.append("SchedulingDisabled")
    return ",".join(said)


def node_roles(o: Look) -> str:
    prefix, labels = "node-role.kubernetes.io/", o.meta.get("labels", {})
    return ",".join(sorted(key.removeprefix(prefix) for key in labels if key.startswith(prefix))) or NONE


def node_info(o: Look, name: str) -> str:
    return o.status.get("nodeInfo", {}).get(name) or UNKNOWN


def address(o: Look, kind: str) -> str:
    return next((a["address"] for a in o.status.get("addresses", []) if a["type"] == kind), NONE)


def external_address(o: Look) -> str:
    outside = ",".join(o.spec.get("externalIPs", []))
    match o.spec.get("type"):
        case "LoadBalancer":
            return outside or "<pending>"
        case "ExternalName":
            return str(o.spec.get("externalName", ""))
        case _:
            return outside or NONE


def service_ports(o: Look) -> str:
    said = [
        f"{p['port']}:{p['nodePort']}/{p['protocol']}"
        if p.get("nodePort")
        else f"{p['port']}/{p['protocol']}"
        for p in o.spec.get("ports", [])
    ]
    return ",".join(said) or NONE


def endpoint_list(o: Look) -> str:
    found = [
        f"{where['ip']}:{port['port']}"
        for subset in o.thing.get("subsets", [])
        for port in subset.get("ports", [])
        for where in subset.get("addresses", [])
    ]
    if not found:
        return NONE
    return ",".join(found[:3]) + (f" + {len(found) - 3} more..." if len(found) > 3 else "")


def event_object(o: Look) -> str:
    about = o.thing["involvedObject"]
    return f"{about.get('kind', '').lower()}/{about.get('name', '')}"


def event_source(o: Look) -> str:
    source = o.thing.get("source", {})
    return ", ".join(part for part in (source.get("component", ""), source.get("host", "")) if part)


def scale_target(o: Look) -> str:
    target = o.spec.get("scaleTargetRef", {})
    return f"{target.get('kind', '')}/{target.get('name', '')}"


def scale_metrics(o: Look) -> str:
    target = o.spec.get("targetCPUUtilizationPercentage")
    if target is None:
        return NONE
    current: Any = o.status.get("currentCPUUtilizationPercentage")
    return f"{UNKNOWN if current is None else f'{current}%'}/{target}%"


def subjects(o: Look, kind: str) -> str:
    found = [s for s in o.thing.get("subjects", []) if s["kind"] == kind]
    if kind == "ServiceAccount":
        return ", ".join(f"{s.get('namespace', '')}/{s['name']}" for s in found)
    return ", ".join(s["name"] for s in found)
