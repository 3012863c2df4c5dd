"""From the `operations:` section as written to the domain's `Operations`; `bot.catalog.build` calls it."""

from __future__ import annotations

from bot.catalog.operations.schema import Approval, Operations
from bot.catalog.schema import SystemFile
from bot.domain import operations as domain


def operations(written: SystemFile) -> domain.Operations:
    """The record of a section in which nothing is wrong; of a file without one, the empty record."""
    section = written.operations
    if section is None:
        return domain.Operations()
    usual = section.usual_namespace or ""
    return domain.Operations(
        clusters=tuple(
            domain.Cluster(name, one.label or name, one.context or "", one.kubeconfig or "", one.in_cluster)
            for name, one in section.clusters.items()
        ),
        cluster=section.cluster_called(None) or "",
        namespace=usual,
        namespaces=tuple(dict.fromkeys((usual, *section.namespaces))),
        groups={name: written.reached(members) for name, members in section.groups.items()},
        identities=tuple(
            domain.Mapped(written.reach(line.person) or line.person, line.user, line.groups)
            for line in section.identities
        ),
        rules=tuple(_rule(written, section, one) for one in section.approvals),
        break_glass=_groups(section, section.break_glass),
        most_replicas=section.most_replicas,
        pending=section.plan_waits,
        approved=section.approval_waits,
        programs=tuple(domain.Program(name, one.risk, one.first) for name, one in section.programs.items()),
        images=section.images,
    )


def _rule(written: SystemFile, section: Operations, one: Approval) -> domain.Rule:
    return domain.Rule(
        approvers=one.approvers,
        risk=one.risk,
        severities=tuple(
            name for word in one.severity if (name := written.severity_called(word)) is not None
        ),
        namespaces=one.namespace,
        groups=_groups(section, one.groups),
        run_as=one.run_as,
    )


def _groups(section: Operations, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for word in words if (name := section.group_called(word)) is not None))
