"""Declarations like the real ones, for the tests that read commands."""

from __future__ import annotations

import shlex

from bot.domain.action import Call, Param, Risk, Spec, Specs, Type
from bot.runbooks.calls import read

WORKLOAD = Param("workload", Type.WORKLOAD, "workload")
RESOURCES = Param("resources", Type.RESOURCES, "kind", required=True)
SELECTOR = Param("selector", Type.SELECTOR, "LABELS", ("-l", "--selector"))
SORT = Param("sort_by", Type.TEXT, "PATH", ("--sort-by",))
FOLLOW = Param("follow", Type.SWITCH, "follow", ("--follow", "-f"))


def _read(name: str, words: tuple[str, ...], *params: Param, examples: tuple[str, ...]) -> Spec:
    return Spec(name, words, "look", f"Look at {name}.", Risk.READ, params, examples, tool="kubectl")


def _change(name: str, words: tuple[str, ...], *params: Param, examples: tuple[str, ...]) -> Spec:
    return Spec(name, words, "change", f"Change by {name}.", Risk.CHANGE, params, examples)


GET = _read(
    "get",
    ("get",),
    RESOURCES,
    Param("output", Type.CHOICE, "FORMAT", ("-o", "--output"), choices=("wide", "yaml", "json", "name")),
    Param("selector", Type.SELECTOR, "LABELS", ("-l", "--selector")),
    Param("field_selector", Type.SELECTOR, "FIELDS", ("--field-selector",)),
    SORT,
    Param("show_labels", Type.SWITCH, "labels", ("--show-labels",)),
    examples=("get pods", "get deploy/web -o yaml"),
)
DESCRIBE = _read("describe", ("describe",), RESOURCES, SELECTOR, examples=("describe deploy/web",))
LOGS = _read(
    "logs",
    ("logs", "log"),
    Param("target", Type.RESOURCES, "pod", many=True),
    SELECTOR,
    FOLLOW,
    Param("container", Type.NAME, "NAME", ("--container", "-c")),
    Param("previous", Type.SWITCH, "previous", ("--previous", "-p")),
    Param("tail", Type.COUNT, "N", ("--tail",), default=200, least=-1, most=5000),
    Param("since", Type.LENGTH, "1h", ("--since",), most=31 * 86400),
    Param("grep", Type.TEXT, "TEXT", ("--grep",)),
    examples=("logs web --since=10m", "logs deploy/web -f"),
)
EVENTS = _read(
    "events",
    ("events", "get events"),
    Param("about", Type.TEXT, "kind/name", ("--for",)),
    SORT,
    Param("types", Type.CHOICE, "TYPE", ("--types",), choices=("Normal", "Warning")),
    examples=("events",),
)
TOP = _read(
    "top",
    ("top",),
    Param("what", Type.CHOICE, "pods|nodes", required=True, choices=("pods", "pod", "nodes", "node")),
    SELECTOR,
    examples=("top pods",),
)
STATUS = _read(
    "rollout.status",
    ("rollout status",),
    WORKLOAD,
    Param("watch", Type.SWITCH, "watch", ("--watch", "-w"), default=True),
    Param("timeout", Type.LENGTH, "10m", ("--timeout",)),
    examples=("rollout status web",),
)
HISTORY = _read(
    "rollout.history",
    ("rollout history",),
    WORKLOAD,
    Param("revision", Type.COUNT, "N", ("--revision",), least=1),
    examples=("rollout history web",),
)
CAN_I = _read(
    "can-i",
    ("auth can-i", "can-i"),
    Param("words", Type.TEXT, "verb kind", required=True, many=True),
    examples=("auth can-i patch deployments",),
)
ROLLBACK = _change(
    "rollback",
    ("rollback", "rollout undo", "undo"),
    WORKLOAD,
    Param("to_revision", Type.COUNT, "N", ("--to-revision",), least=1),
    examples=("rollback web", "rollout undo deployment/web --to-revision=2"),
)
RESTART = _change("restart", ("restart", "rollout restart"), WORKLOAD, examples=("restart web",))
SCALE = _change(
    "scale",
    ("scale",),
    WORKLOAD,
    Param("replicas", Type.COUNT, "N", ("--replicas",), required=True, least=0),
    Param("current_replicas", Type.COUNT, "N", ("--current-replicas",), least=0),
    examples=("scale web --replicas=5",),
)
SET_IMAGE = _change(
    "set-image",
    ("set image", "set-image"),
    WORKLOAD,
    Param("images", Type.PAIRS, "container=image", required=True),
    examples=("set image web api=shop/web:2",),
)
SET_ENV = _change(
    "set-env",
    ("set env",),
    WORKLOAD,
    Param("env", Type.PAIRS, "KEY=value", required=True),
    Param("containers", Type.NAME, "NAME", ("-c", "--containers")),
    examples=("set env web LOG_LEVEL=debug",),
)
SET_RESOURCES = _change(
    "set-resources",
    ("set resources",),
    WORKLOAD,
    Param("limits", Type.PAIRS, "cpu=1,memory=1Gi", ("--limits",)),
    Param("requests", Type.PAIRS, "cpu=1,memory=1Gi", ("--requests",)),
    examples=("set resources web --limits=memory=1Gi",),
)
PATCH = _change(
    "patch",
    ("patch",),
    Param("object", Type.RESOURCES, "kind name", required=True),
    Param("patch", Type.JSON, "JSON", ("--patch", "-p"), required=True),
    Param(
        "type", Type.CHOICE, "TYPE", ("--type",), choices=("strategic", "merge", "json"), default="strategic"
    ),
    examples=('patch hpa web -p \'{"spec":{"minReplicas":3}}\'',),
)

ALL = (
    GET,
    DESCRIBE,
    LOGS,
    EVENTS,
    TOP,
    STATUS,
    HISTORY,
    CAN_I,
    ROLLBACK,
    RESTART,
    SCALE,
    SET_IMAGE,
    SET_ENV,
    SET_RESOURCES,
    PATCH,
)
SPECS = Specs(ALL)


def understood(line: str) -> Call:
    """The call that `line` means, as a shell would cut it."""
    found = read(shlex.split(line), ALL)
    assert isinstance(found, Call), found
    return found


def spec(name: str) -> Spec:
    """The declaration called `name`."""
    return next(one for one in ALL if one.name == name)
