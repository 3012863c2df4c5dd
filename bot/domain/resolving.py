"""Places a call: which cluster, which namespace, which workload, by what the team has decided beforehand.

What a person wrote is completed from the service and the system file, or refused with what to write. Pure;
called by every door before anything is asked of a cluster, and by the reader of runbooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.action import Call, Param, Spec, Type, Value
from bot.domain.policy import Service, System
from bot.errors import Refused

ANY = "*"
"""Among `namespaces:` it means every one."""

_COUNTS = ("replicas", "minReplicas", "maxReplicas")


def resolve(call: Call, spec: Spec, system: System, service: Service | None) -> Call:
    """`call` with its cluster, namespace and workloads filled in; Refused where it may not go.

    `service` is the incident's; a service that the call itself names counts more.
    """
    policy = system.operations
    if not policy.clusters:
        raise Refused(
            f"{system.name} has no cluster, so nothing can be looked up or changed. Add `operations:` with "
            "`clusters:` and a `namespace:` to its system.yaml."
        )
    args, named = _workloads(call, spec, system, service)
    home = named or service
    cluster = _cluster(call.cluster or (home.cluster if home else None) or policy.cluster, system)
    namespace = "" if call.all_namespaces else _namespace(call, home, system)
    if call.all_namespaces and ANY not in policy.namespaces:
        raise Refused(
            f"`-A` is not open here: {system.name} names its namespaces. Write one with `-n`: "
            f"{', '.join(sorted(namespaces(system)))}."
        )
    most = policy.most_replicas
    for param in spec.params:
        if any(count > most for count in _replicas(param, args.get(param.name))):
            raise Refused(
                f"{system.name} allows at most {most} replicas. Ask for fewer, or change `most_replicas:` "
                "in its system.yaml."
            )
    return replace(call, args=args, cluster=cluster, namespace=namespace)


def namespaces(system: System) -> frozenset[str]:
    """All namespaces that the system file names: the default one, the listed ones and those of services."""
    policy = system.operations
    named = {policy.namespace, *policy.namespaces, *(one.namespace for one in system.services)}
    return frozenset(one for one in named if one and one != ANY)


def _cluster(word: str, system: System) -> str:
    """The name of the cluster that `word` (its name, or its context) means; the only one for no word."""
    clusters = system.operations.clusters
    if not word and len(clusters) == 1:
        return clusters[0].name
    found = next((one for one in clusters if word == one.name), None)
    found = found or next((one for one in clusters if word and word == one.context), None)
    if found is None:
        said = f"{system.name} has no cluster `{word[:60]}`." if word else "Which cluster?"
        raise Refused(f"{said} Write `--cluster=` and one of: {', '.join(one.name for one in clusters)}.")
    return found.name


def _namespace(call: Call, home: Service | None, system: System) -> str:
    wanted = call.namespace or (home.namespace if home else None) or system.operations.namespace
    known = namespaces(system)
    listed = ", ".join(sorted(known))
    if not wanted:
        raise Refused(
            f"Which namespace? Write it with `-n`, or set `namespace:` under `operations:` in the file "
            f"of {system.name}."
        )
    if wanted not in known and ANY not in system.operations.namespaces:
        raise Refused(
            f"{system.name} does not reach into the namespace `{wanted[:60]}`. It may use: {listed}. Another "
            "one is added to `namespaces:` under `operations:` in its system.yaml."
        )
    return wanted


def _workloads(
    call: Call, spec: Spec, system: System, service: Service | None
) -> tuple[dict[str, Value], Service | None]:
    """The arguments with every workload spelt `kind/name`, and the service that one of them named."""
    args, named = dict(call.args), None
    selects = args.get("all") is True or any(
        param.type is Type.SELECTOR and args.get(param.name) for param in spec.params
    )
    for param in filter(_takes_workload, spec.params):
        value = args.get(param.name)
        words = value if isinstance(value, list) else [value] if value else []
        found = [system.service(word) for word in words]
        if not words:
            if selects:
                continue
            if service is None:
                raise Refused(f"Which workload? Write it as in `{spec.words[0]} deployment/NAME`.")
            words, found = [service.name], [service]
        elif param.type is Type.RESOURCES and (len(words) > 1 or not any(found)):
            continue
        placed = [_workload(word, one) for word, one in zip(words, found, strict=True)]
        args[param.name] = placed if param.many or param.type is Type.RESOURCES else placed[0]
        named = named or next(filter(None, found), None)
    return args, named


def _takes_workload(param: Param) -> bool:
    """Whether a workload may stand there. After `logs` a pod may too: only services are replaced."""
    return param.type is Type.WORKLOAD or (param.type is Type.RESOURCES and not param.required)


def _workload(word: str, service: Service | None) -> str:
    placed = (service.workload or service.name) if service else word
    return placed if "/" in placed else f"deployment/{placed}"


def _replicas(param: Param, value: Value) -> Iterator[int]:
    """Every number of replicas that an argument asks for, also inside a patch."""
    if param.type is Type.COUNT and param.name in _COUNTS and isinstance(value, int):
        yield value
    if param.type is Type.JSON:
        yield from _inside(value)


def _inside(value: Value) -> Iterator[int]:
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and str(one.get("path", "")).rpartition("/")[2] in _COUNTS:
                yield from (one["value"],) if isinstance(one.get("value"), int) else ()
            yield from _inside(one.get("value") if isinstance(one, dict) else None)
    elif isinstance(value, dict):
        yield from (value[key] for key in _COUNTS if isinstance(value.get(key), int))
        yield from _inside(value.get("spec"))
