"""What a team has decided about its clusters: where to act, as whom, and who must agree.

The `operations:` section of a system file, as plain data. Called by the grammar (defaults), by `decide`
(approval policy) and by the worker (identities).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.action import Risk
from bot.domain.people import Person

REQUESTER, APPROVER = "requester", "approver"


@dataclass(frozen=True)
class Cluster:
    """How one cluster is reached: a context of a kubeconfig file, or the account of the pod we run in.

    `kubeconfig` is a file's path; empty means $KUBECONFIG or the usual place.
    """

    name: str
    label: str = ""
    context: str = ""
    kubeconfig: str = ""
    in_cluster: bool = False


@dataclass(frozen=True)
class Identity:
    """Who a person is to the cluster: its user and groups, as its RBAC names them."""

    user: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapped:
    """A line of `identities:`. `person` is an address; `user` may hold `{email}` or `{id}`."""

    person: str
    user: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """How many people must agree, and who may. None and empty mean any. The most demanding match wins."""

    approvers: int
    risk: Risk | None = None
    severities: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    run_as: str = REQUESTER


@dataclass(frozen=True)
class Need:
    """What one change needs: `approvers` people other than the requester, from `groups` (empty: anyone)."""

    approvers: int
    groups: tuple[str, ...] = ()
    run_as: str = REQUESTER


@dataclass(frozen=True)
class Program:
    """A line of `exec:`: what may be run in a container. `first` are the words that may come first after
    it; empty: anything may follow.
    """

    name: str
    risk: Risk = Risk.CHANGE
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operations:
    """One `operations:` section. `groups` maps a name to addresses of people and Slack user groups.

    `namespaces` are all that may be named; the default one is always among them. `break_glass` are
    names of groups. `pending` is how long a plan waits for approval, `approved` how long it may then
    wait to be run. `programs` are all that may be run in containers; a pod of one of `images` (a
    repository, or one image of it) may be run without being a danger.
    """

    clusters: tuple[Cluster, ...] = ()
    cluster: str = ""
    namespace: str = ""
    namespaces: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identities: tuple[Mapped, ...] = ()
    rules: tuple[Rule, ...] = ()
    break_glass: tuple[str, ...] = ()
    most_replicas: int = 50
    pending: timedelta = timedelta(minutes=15)
    approved: timedelta = timedelta(minutes=5)
    programs: tuple[Program, ...] = ()
    images: tuple[str, ...] = ()

    def at(self, cluster: str) -> Cluster | None:
        return next((one for one in self.clusters if one.name == cluster), None)

    def identity(self, person: Person) -> Identity | None:
        """Who `person` is to the clusters: the first line that means them; None when unmapped."""
        for line in self.identities:
            if means(line.person, person):
                user = line.user.replace("{email}", person.email or "").replace("{id}", person.id)
                return Identity(user, line.groups) if user else None
        return None

    def program(self, name: str) -> Program | None:
        """The line of `exec:` for the program as it is called; a path is another one than its last word."""
        return next((one for one in self.programs if one.name == name), None)

    def known_image(self, image: str) -> bool:
        """Whether `images:` has it: as it is written, or its repository without tag and digest."""
        return image in self.images or repository(image) in self.images

    def need(self, risk: Risk, severity: str | None, worst: bool, namespace: str) -> Need:
        """What a change of `risk` in `namespace` needs; `worst` is one of the two top severities.

        A danger never runs without approval, whatever the file says; what only reads never needs any.
        """
        if risk is Risk.READ:
            return Need(0)
        found = [rule for rule in self.rules if _fits(rule, risk, severity, namespace)]
        if not found:
            return Need(2 if risk is Risk.DANGER and worst else 1)
        most = max(found, key=lambda rule: rule.approvers)
        approvers = max(most.approvers, 1) if risk is Risk.DANGER else most.approvers
        return Need(approvers, most.groups, most.run_as if approvers else REQUESTER)

    def members(self, groups: Iterable[str], person: Person) -> bool:
        """Whether `person` is in one of the named `groups` of this file."""
        return any(means(address, person) for name in groups for address in self.groups.get(name, ()))


@dataclass(frozen=True)
class Freeze:
    """A stop switch that is on. `namespace` empty: all of the system; `system` empty: every system."""

    system: str
    namespace: str
    by: str
    why: str
    stream: str = ""

    def stops(self, system: str, namespace: str) -> bool:
        return self.system in ("", system) and self.namespace in ("", namespace)


def repository(image: str) -> str:
    """`registry:5000/shop/web` of `registry:5000/shop/web:2@sha256:...`."""
    bare = image.partition("@")[0]
    head, colon, tag = bare.rpartition(":")
    return head if colon and "/" not in tag else bare


def means(address: str, person: Person) -> bool:
    """Whether `address` (a Slack id, `@handle` or e-mail) is `person` or a group `person` is in."""
    if address.startswith("@"):
        return address.lstrip("@") in person.groups
    if "@" in address:
        return bool(person.email) and address.casefold() == (person.email or "").casefold()
    return address == person.id or address in person.groups


def _fits(rule: Rule, risk: Risk, severity: str | None, namespace: str) -> bool:
    return (
        (rule.risk is None or rule.risk is risk)
        and (not rule.severities or severity in rule.severities)
        and (not rule.namespaces or namespace in rule.namespaces)
    )


_SHELLS = (
    "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "rbash", "pwsh", "powershell",
    "busybox", "toybox",
)  # fmt: skip
_RUNNERS = (
    "env", "xargs", "sudo", "su", "doas", "gosu", "su-exec", "kubectl", "docker", "crictl", "ctr", "nerdctl",
    "nsenter", "unshare", "chroot", "setsid", "setpriv", "runuser", "nohup", "timeout", "nice", "ionice",
    "time", "watch", "exec", "eval", "command", "script", "expect", "parallel", "flock", "stdbuf", "strace",
    "ltrace", "gdb", "ssh", "socat", "nc", "ncat", "tini", "dumb-init", "systemd-run", "start-stop-daemon",
)  # fmt: skip
_CHANGE = (
    "psql", "mysql", "mariadb", "mongosh", "mongo", "sqlite3", "clickhouse-client", "find", "awk", "gawk",
    "mawk", "sed", "ed", "tar", "curl", "wget", "tee", "dd", "rm", "rmdir", "mv", "cp", "ln", "kill", "pkill",
    "killall", "chmod", "chown", "touch", "truncate", "mkdir", "mount", "iptables", "make", "git", "vi",
)  # fmt: skip
_CHANGE_TOO = (
    "redis-cli", "valkey-cli", "vault", "etcdctl", "alembic", "systemctl", "supervisorctl", "rabbitmqctl",
    "nodetool", "nginx", "ip", "sysctl", "hostname", "helm", "consul", "mc", "aws", "gcloud", "az",
)  # fmt: skip
_INTERPRETER = re.compile(
    r"(?:python|pypy|perl|ruby|irb|node|nodejs|deno|bun|php|lua|luajit|tclsh|julia|guile|Rscript|R|groovy|"
    r"scala|ghci|erl|iex|elixir|jshell)[0-9.]*"
)
_LOADER = re.compile(r"ld(?:-linux.*|-musl.*|\.so.*|-[0-9.]+\.so)")
_PLAIN_FIRST = ("--version", "-V", "--help")


def never_run(name: str) -> str:
    """Why the program `name` is run in no container, whatever a file says; empty when it may be."""
    base = name.rpartition("/")[2]
    if base.removesuffix(".exe") in _SHELLS:
        return f"`{base}` is a shell: whoever has it can do anything, and no approval could say what"
    if base in _RUNNERS or _LOADER.fullmatch(base):
        return f"`{base}` starts other programs, so that no list could say which"
    return ""


def runs_text(argv: Sequence[str]) -> str:
    """Why an interpreter may not be started so: it would run what it is told; empty when it may be."""
    base = argv[0].rpartition("/")[2]
    if not _INTERPRETER.fullmatch(base):
        return ""
    first = argv[1] if len(argv) > 1 else "-"
    module = first == "-m" and base.startswith(("python", "pypy")) and len(argv) > 2
    if module or first in _PLAIN_FIRST or not first.startswith("-"):
        return ""
    return f"`{base} {first if len(argv) > 1 else ''}".rstrip() + "` runs whatever text it is given"


def may_change(name: str, limited: bool) -> tuple[str, str]:
    """Why `name` cannot be declared to read only, and what to write; empty when it can. `limited`: it has
    `first` words.
    """
    base = name.rpartition("/")[2]
    if base in _CHANGE or _INTERPRETER.fullmatch(base):
        return f"`{base}` can change things whatever stands first", "write `risk: change`, or leave it out"
    if base in _CHANGE_TOO and not limited:
        return f"`{base}` can change things as well", "name in `first:` the words that only read"
    return "", ""
