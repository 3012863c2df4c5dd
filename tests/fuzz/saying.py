"""Lines that are in order: every verb with every kind, name, flag and place it takes. Used by `lines`.

Each function makes what one verb may say together with what that means; the words are those of
docs/actions.md and of kubectl's own help.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from tests.fuzz import kinds as k
from tests.fuzz import vocabulary as v
from tests.fuzz.kinds import Kind
from tests.fuzz.spelling import Said
from tests.fuzz.table import Meant, Thing

Flags = list[tuple[str, str | None]]


def get(random: Random) -> Said:
    things, bare = _resources(random)
    flags: Flags = []
    named = any(one.names for one in things)
    labels = _labels(random, flags) if not named else ""
    _maybe(random, flags, ("-o", "--output"), ("wide", "yaml", "json", "name"), 0.4)
    _maybe(random, flags, ("--sort-by",), v.PATHS, 0.2)
    _switch(random, flags, ("--show-labels",), 0.1)
    _switch(random, flags, ("-w", "--watch"), 0.1)
    if not named:
        _maybe(random, flags, ("--field-selector",), v.FIELDS, 0.1)
    form = next((value for name, value in flags if name in ("-o", "--output")), None) or ""
    return Said(("get",), bare, flags, Meant("get", things, labels=labels, form=form))


def describe(random: Random) -> Said:
    things, bare = _resources(random)
    flags: Flags = []
    labels = "" if any(one.names for one in things) else _labels(random, flags)
    return Said(("describe",), bare, flags, Meant("describe", things, labels=labels))


def logs(random: Random) -> Said:
    flags: Flags = []
    things: tuple[Thing, ...] = ()
    bare: list[str] = []
    labels = ""
    match random.choice(("pod", "pod", "workload", "workload", "service", "labels")):
        case "labels":
            labels = _labels(random, flags, 1.0)
        case "service":
            bare = [random.choice(list(v.SERVICES))]
        case "pod":
            name = random.choice(v.OBJECTS[k.PODS])
            things, bare = (Thing(k.PODS, (name,)),), random.choice(([name], [f"pod/{name}"], [f"po/{name}"]))
            if name in v.SERVICES and bare == [name]:
                things = ()
        case _:
            kind = random.choice((*k.WORKLOADS, k.DEPLOYMENTS, k.SERVICES, k.REPLICASETS))
            name = random.choice(v.OBJECTS.get(kind, v.APPS))
            things, bare = (Thing(kind, (name,)),), [f"{random.choice(kind.words)}/{name}"]
    _maybe(random, flags, ("-c", "--container"), ("backend", "side", "checkout", "ghost"), 0.2)
    for names in v.OF_LOGS:
        _switch(random, flags, names, 0.12)
    _maybe(random, flags, ("--since",), v.LENGTHS, 0.25)
    _maybe(random, flags, ("--tail",), ("10", "0", "-1", "500", "1000000"), 0.25)
    return Said((random.choice(("logs", "log")),), bare, flags, Meant("logs", things, labels=labels))


def events(random: Random) -> Said:
    flags: Flags = []
    things: tuple[Thing, ...] = (Thing(k.EVENTS),)
    labels = ""
    if random.random() < 0.4:
        kind = random.choice(list(v.OBJECTS))
        name = random.choice(v.OBJECTS[kind])
        flags.append(("--for", f"{random.choice(kind.words)}/{name}"))
        things = (Thing(kind, (name,)),)
    else:
        labels = _labels(random, flags)
    _maybe(random, flags, ("--types",), ("Warning", "Normal", "Normal,Warning", "warning"), 0.4)
    _switch(random, flags, ("-w", "--watch"), 0.15)
    return Said(("events",), [], flags, Meant("events", things, labels=labels))


def top(random: Random) -> Said:
    kind = random.choice((k.PODS, k.PODS, k.NODES))
    bare, flags = [random.choice(kind.words)], Flags()
    names: tuple[str, ...] = ()
    labels = ""
    if random.random() < 0.35:
        names = (random.choice(v.OBJECTS[kind]),)
        bare += names
    else:
        labels = _labels(random, flags)
    _maybe(random, flags, ("--sort-by",), ("cpu", "memory"), 0.4)
    _switch(random, flags, ("--containers",), 0.3)
    return Said(("top",), bare, flags, Meant("top", (Thing(kind, names),), labels=labels))


def rollout_status(random: Random) -> Said:
    things, bare = _workload(random)
    flags: Flags = []
    _switch(random, flags, ("-w", "--watch"), 0.4)
    return Said(("rollout", "status"), bare, flags, Meant("rollout status", things))


def rollout_history(random: Random) -> Said:
    things, bare = _workload(random)
    flags: Flags = []
    _maybe(random, flags, ("--revision",), ("1", "2", "3", "0", "99"), 0.5)
    return Said(("rollout", "history"), bare, flags, Meant("rollout history", things))


def can_i(random: Random) -> Said:
    kind = random.choice(k.EVERY)
    verb = random.choice(v.RIGHTS)
    word = random.choice(kind.words)
    names: tuple[str, ...] = ()
    if random.random() < 0.4:
        names = (random.choice(v.OBJECTS.get(kind, v.APPS)),)
        word = f"{word}/{names[0]}"
    flags: Flags = []
    sub = ""
    if random.random() < 0.3:
        sub = random.choice(("log", "exec", "scale", "status", "eviction"))
        flags.append((random.choice(("--subresource", "--sub")), sub))
    words = random.choice((("can-i",), ("auth", "can-i")))
    return Said(words, [verb, word], flags, Meant("auth can-i", (Thing(kind, names),), review=(verb, sub)))


def rollback(random: Random) -> Said:
    things, bare = _workload(random)
    flags: Flags = []
    _maybe(random, flags, ("--to-revision",), ("1", "1", "2", "99"), 0.6)
    words = random.choice((("rollback",), ("rollout", "undo"), ("rollout", "undo"), ("undo",)))
    return Said(words, bare, flags, Meant("rollout undo", things))


def restart(random: Random) -> Said:
    things, bare = _workload(random)
    words = random.choice((("restart",), ("rollout", "restart")))
    return Said(words, bare, [], Meant("rollout restart", things))


def scale(random: Random) -> Said:
    things, bare = _workload(
        random, (*k.WORKLOADS, k.DEPLOYMENTS, k.DEPLOYMENTS, k.REPLICASETS, k.CONTROLLERS)
    )
    flags: Flags = [("--replicas", random.choice(("0", "1", "2", "4", "5", "7", "50", "+3", "007")))]
    _maybe(random, flags, ("--current-replicas",), ("1", "2", "3", "9"), 0.3)
    return Said(("scale",), bare, flags, Meant("scale", things))


def set_image(random: Random) -> Said:
    things, bare = _workload(random)
    names = random.sample([*(thing.names[0] for thing in things if thing.names), "*", "side", "ghost"], 1)
    bare += [f"{name}={random.choice(v.IMAGES)}" for name in names]
    return Said(_set("image", random), bare, [], Meant("set image", things))


def set_env(random: Random) -> Said:
    things, bare = _workload(random)
    for key in random.sample(v.KEYS, random.choice((1, 1, 2, 3))):
        bare.append(f"{key}-" if random.random() < 0.2 else f"{key}={random.choice(v.VALUES)}")
    flags: Flags = []
    _maybe(random, flags, ("-c", "--containers"), ("backend", "*", "side", "b*", "ghost"), 0.3)
    return Said(_set("env", random), bare, flags, Meant("set env", things))


def set_resources(random: Random) -> Said:
    things, bare = _workload(random)
    flags: Flags = [(random.choice(("--limits", "--requests")), random.choice(v.AMOUNTS))]
    _maybe(random, flags, ("-c", "--containers"), ("backend", "*", "side", "ghost"), 0.3)
    return Said(_set("resources", random), bare, flags, Meant("set resources", things))


def patch(random: Random) -> Said:
    kind = random.choice(v.PATCHED)
    name = random.choice(v.OBJECTS.get(kind, v.APPS))
    word = random.choice(kind.words)
    given, form = _patch_of(kind, name, random)
    bare = [f"{word}/{name}"] if random.random() < 0.7 else [word, name]
    flags: Flags = [(random.choice(("-p", "--patch")), json.dumps(given))]
    if form != "strategic" or random.random() < 0.3:
        flags.append(("--type", form))
    meant = Meant("patch", (Thing(kind, (name,)),), patch=None if form == "json" else given)
    return Said(("patch",), bare, flags, meant)


def _patch_of(kind: Kind, name: str, random: Random) -> tuple[Any, str]:
    number, word = random.randrange(51), random.choice(v.VALUES)
    merges: list[Any] = [
        {"spec": {"replicas": number}},
        {"spec": {"minReplicas": random.randrange(1, 5), "maxReplicas": number}},
        {"metadata": {"labels": {"team": f"t{number}"}}},
        {"metadata": {"annotations": {"note": word}}},
        {"data": {"LOG_LEVEL": word}},
        {"metadata": {"name": "other"}},
        {"metadata": {"namespace": "kube-system"}},
        {"spec": {"template": {"spec": {"containers": [{"name": name, "image": f"web:{number}"}]}}}},
        {"spec": {"template": {"spec": {"hostNetwork": True}}}},
        {"status": {"replicas": number}},
        {"dryRun": [], "kind": "Status", "spec": None},
        {},
    ]
    if random.random() < 0.35:
        path = random.choice(v.POINTERS)
        value: Any = number if path.endswith("eplicas") else f"v{number}"
        op = random.choice(("add", "replace", "remove", "test"))
        return [{"op": op, "path": path, "value": value}], "json"
    return random.choice(merges), random.choice(("strategic", "merge"))


def _set(what: str, random: Random) -> tuple[str, ...]:
    return random.choice((("set", what), ("set", what), (f"set-{what}",)))


def _workload(random: Random, kinds: tuple[Kind, ...] = k.WORKLOADS) -> tuple[tuple[Thing, ...], list[str]]:
    """A workload and how it is written; a service's name alone, whose things `placed` fills in."""
    match random.choice(("slash", "slash", "slash", "apart", "service", "bare")):
        case "service":
            return (), [random.choice(list(v.SERVICES))]
        case "bare":
            name = random.choice(("frontend", "stuck", "ghost"))
            return (Thing(k.DEPLOYMENTS, (name,)),), [name]
        case way:
            kind = random.choice((k.DEPLOYMENTS, *kinds))
            name = random.choice(v.OBJECTS.get(kind, v.APPS))
            word = random.choice(kind.words)
            return (Thing(kind, (name,)),), [f"{word}/{name}"] if way == "slash" else [word, name]


def _resources(random: Random) -> tuple[tuple[Thing, ...], list[str]]:
    """What may stand after `get` and `describe`."""
    word, kind = _kind(random)
    names = v.OBJECTS.get(kind, v.APPS)
    match random.choice(("all", "all", "some", "named", "named", "slash", "pairs", "everything")):
        case "everything":
            return tuple(Thing(one) for one in k.ALL), ["all"]
        case "some":
            other, second = _kind(random)
            return (Thing(kind), Thing(second)), [f"{word},{other}"]
        case "named":
            chosen = tuple(random.choices(names, k=random.choice((1, 1, 2, 3))))
            return (Thing(kind, chosen),), [word, *chosen]
        case "slash":
            name = random.choice(names)
            return (Thing(kind, (name,)),), [f"{word}/{name}"]
        case "pairs":
            other, second = _kind(random)
            one, two = random.choice(names), random.choice(v.OBJECTS.get(second, v.APPS))
            return (Thing(kind, (one,)), Thing(second, (two,))), [f"{word}/{one}", f"{other}/{two}"]
    return (Thing(kind),), [word]


def _kind(random: Random) -> tuple[str, Kind]:
    kind = random.choice((*v.OBJECTS, *k.EVERY))
    word = random.choice(kind.words)
    return (word.capitalize() if random.random() < 0.05 else word), kind


def _labels(random: Random, flags: Flags, often: float = 0.3) -> str:
    if random.random() >= often:
        return ""
    found = random.choice(v.SELECTORS)
    flags.append((random.choice(("-l", "--selector")), found))
    return found


def _maybe(
    random: Random, flags: Flags, names: tuple[str, ...], values: tuple[str, ...], often: float
) -> None:
    if random.random() < often:
        flags.append((random.choice(names), random.choice(values)))


def _switch(random: Random, flags: Flags, names: tuple[str, ...], often: float) -> None:
    if random.random() < often:
        flags.append((random.choice(names), None))


VERBS: tuple[Callable[[Random], Said], ...] = (
    get, get, get, describe, describe, logs, logs, events, top, rollout_status, rollout_history, can_i,
    rollback, rollback, restart, scale, scale, set_image, set_env, set_env, set_resources, patch, patch,
)  # fmt: skip


def placed(said: Said, random: Random) -> Said:
    """The line in a scene: who types it, in whose incident, in which namespace of which cluster."""
    asker = random.choice(("alice",) * 7 + ("bob", "bob", "nobody"))
    service = random.choice(("",) * 14 + (*v.SERVICES,))
    reads = said.words[0] not in ("scale", "patch") and said.meant.verb in _READ
    home = next((word for word in said.bare[:1] if not said.meant.things), "") or service
    cluster, namespace = v.SERVICES[home][:2] if home else ("production", "smartcloudops")
    things = said.meant.things
    if not things and said.bare and said.meant.verb not in ("get", "describe", "auth can-i"):
        _, _, kind, name = v.SERVICES[said.bare[0]]
        things = (Thing(kind, (name,)),)
    placing: Flags = []
    open = random.random() < 0.4
    choice = random.random()
    named = any(one.names and one.kind.namespaced for one in things)
    if choice < 0.2:
        namespace = random.choice(
            ("smartcloudops", "payments", "edge", *(("kube-system", "default") if open else ()))
        )
        placing.append((random.choice(("-n", "--namespace")), namespace))
    elif choice < 0.3 and open and reads and not named and said.meant.verb in _EVERYWHERE:
        namespace = ""
        placing.append((random.choice(("-A", "--all-namespaces")), None))
    if random.random() < 0.15:
        cluster = random.choice(("production", "production", "second"))
        spelt = cluster if random.random() < 0.6 else {"production": "prod-eu", "second": "edge-eu"}[cluster]
        placing.append((random.choice(("--cluster", "--context")), spelt))
    meant = replace(said.meant, things=things, cluster=cluster, namespace=namespace)
    return replace(said, meant=meant, asker=asker, open=open, service=service, placing=placing)


def found(said: Said) -> bool:
    """Whether the line is about something that is there and may be seen."""
    there = v.THERE.get((said.meant.cluster, said.meant.namespace), {})
    return said.asker != "nobody" and all(
        one.kind.served and one.kind not in v.UNSEEN and set(one.names) <= set(there.get(one.kind, ()))
        for one in said.meant.things
    )


_READ = frozenset(
    {"get", "describe", "logs", "events", "top", "rollout status", "rollout history", "auth can-i"}
)
_EVERYWHERE = frozenset({"get", "describe", "events", "top", "auth can-i"})
