"""What a team has decided about its clusters: where to act, as whom, and who must agree.

The `operations:` section of a system file, as plain data. Called by the grammar (defaults), by `decide`
(approval policy) and by the worker (identities).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
class Operations:
    """One `operations:` section. `groups` maps a name to addresses of people and Slack user groups.

    `namespaces` are all that may be named; the default one is always among them. `break_glass` are
    names of groups. `pending` is how long a plan waits for approval, `approved` how long it may then
    wait to be run.
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

    def at(self, cluster: str) -> Cluster | None:
        return next((one for one in self.clusters if one.name == cluster), None)

    def identity(self, person: Person) -> Identity | None:
        """Who `person` is to the clusters: the first line that means them; None when unmapped."""
        for line in self.identities:
            if means(line.person, person):
                user = line.user.replace("{email}", person.email or "").replace("{id}", person.id)
                return Identity(user, line.groups) if user else None
        return None

    def need(self, risk: Risk, severity: str | None, worst: bool, namespace: str) -> Need:
        """What a change of `risk` in `namespace` needs; `worst` is one of the two top severities.

        A danger never runs without approval, whatever the file says.
        """
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
