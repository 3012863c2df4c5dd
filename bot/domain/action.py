"""What an action is, as data: declared once, and everything that names it is made from the declaration.

`bot.actions` declares them with the functions that do them; here is only what the rest of the house may
know: the grammar of `/ops` and its help, the modal, the approval card, the audit line and the runbook
compiler read `Spec`; a `Call` is one use of an action with its arguments bound and typed, never text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A JSON value: str, int, bool, list[str] or dict[str, str]. A dict's values may be secrets."""


class Risk(Enum):
    """How much can go wrong: a read runs at once, the others need approval."""

    READ = "read"
    CHANGE = "change"
    DANGER = "danger"

    @property
    def rank(self) -> int:
        return list(Risk).index(self)


class Type(Enum):
    """What an argument is. How a word becomes its value is the parser's affair (bot.runbooks.calls)."""

    WORKLOAD = "workload"
    """`deployment/web`, `deploy web`, `web` or a service's name; the value is `deployment/web`."""
    RESOURCES = "resources"
    """What stands after `get`: `pods`, `pods web-1`, `deploy/web`, `pods,svc`; the value is the words."""
    NAME = "name"
    COUNT = "count"
    LENGTH = "length"
    """`90s`, `10m`, `1h`, `24h`; the value is whole seconds."""
    TEXT = "text"
    CHOICE = "choice"
    SWITCH = "switch"
    SELECTOR = "selector"
    """A label selector, `app=web,tier!=cache`."""
    PAIRS = "pairs"
    """`KEY=value` words, and `KEY-` to take one away (value None); the value is a dict."""
    JSON = "json"
    """JSON or YAML text of an object or a list; the value is what it means."""


@dataclass(frozen=True)
class Param:
    """One argument. Without `flags` it is positional. `least` and `most` bound a COUNT or LENGTH."""

    name: str
    type: Type
    label: str
    flags: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    default: Value = None
    least: int | None = None
    most: int | None = None
    help: str = ""


@dataclass(frozen=True)
class Spec:
    """One action as people and documents name it.

    `words` are the ways to say it, the first is shown (`rollback`, `rollout undo`); the rest are
    kubectl's and ours. `follows` names the switch that turns a read into a watched one.
    """

    name: str
    words: tuple[str, ...]
    group: str
    help: str
    risk: Risk
    params: tuple[Param, ...] = ()
    examples: tuple[str, ...] = ()
    more: str = ""
    follows: str = ""
    tool: str = "kubectl"

    def param(self, name: str) -> Param | None:
        return next((param for param in self.params if param.name == name), None)

    @property
    def usage(self) -> str:
        """The first way to say it with what stands after it: `rollback [workload] [--to-revision=N]`."""
        return " ".join((self.words[0], *(_shown(param) for param in self.params)))


@dataclass(frozen=True)
class Call:
    """One use of an action. `cluster` and `namespace` are names of the system file, filled by `resolve`."""

    action: str
    args: dict[str, Value] = field(default_factory=dict)
    cluster: str = ""
    namespace: str = ""
    all_namespaces: bool = False


EACH, EXEC = "EACH", "EXEC"
"""Methods of ours beside HTTP's: several requests one after the other, and a command in a container."""


@dataclass(frozen=True)
class Request:
    """One request that changes a cluster, frozen with its plan. `path` begins with /; `body` is JSON.

    EACH stands for several: its body is a list of them, as `parts` reads it. EXEC runs
    `body["argv"]` in `body["container"]` of the pod whose `exec` is `path`.
    """

    method: str
    path: str
    body: Any = None
    content_type: str = "application/json"

    @property
    def parts(self) -> tuple[Request, ...]:
        """The requests it is made of: itself, or those of an EACH in their order."""
        if self.method != EACH:
            return (self,)
        return tuple(Request(*one) for one in self.body)

    @property
    def digest(self) -> str:
        """SHA-256 of the request's one spelling, in hexadecimal: what an approval is for."""
        parts = [self.method, self.path, self.content_type, self.body]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode("utf-8", "replace")).hexdigest()


def each(requests: Iterable[Request]) -> Request:
    """One request for all of `requests`, done in their order."""
    return Request(EACH, "/", [[one.method, one.path, one.body, one.content_type] for one in requests])


@dataclass(frozen=True)
class Target:
    """The one object a change is about. `kind` as in its manifest (Deployment); `uid` pins this very one."""

    cluster: str
    namespace: str
    kind: str
    name: str
    uid: str = ""

    @property
    def title(self) -> str:
        return f"{self.kind.lower()}/{self.name}"

    @property
    def path(self) -> str:
        """What tells this object from every other one that anybody may work on, whoever made it anew."""
        return f"{self.cluster}/{self.namespace}/{self.kind}/{self.name}"


@dataclass(frozen=True)
class Health:
    """How a workload stands, in pods. `restarts` is the sum over its pods."""

    wanted: int
    ready: int
    updated: int
    available: int
    restarts: int = 0


@dataclass(frozen=True)
class Specs:
    """All declared actions, found by name. Made by `app` from `bot.actions`, kept by the desk."""

    all: tuple[Spec, ...] = ()

    def named(self, name: str) -> Spec | None:
        return next((spec for spec in self.all if spec.name == name), None)


def by_words(specs: Iterable[Spec]) -> Mapping[tuple[str, ...], Spec]:
    """Every way to say every action, as the tuple of its words."""
    return {tuple(words.split()): spec for spec in specs for words in spec.words}


def _shown(param: Param) -> str:
    if not param.flags:
        word = f"{param.label}..." if param.many else param.label
        return word if param.required else f"[{word}]"
    word = param.flags[0] if param.type is Type.SWITCH else f"{param.flags[0]}={param.label}"
    if param.flags[0] == "--":
        word = f"-- {param.label}..."
    return word if param.required else f"[{word}]"
