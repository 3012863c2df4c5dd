"""What must hold within `operations:` and between it and the rest of the file; `bot.catalog.rules` asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.catalog.located import Node, Path, Wrong, one_of, path_name, shown
from bot.catalog.operations.schema import Approval, Exec, Operations
from bot.catalog.operations.words import EVERY_NAMESPACE, TEMPLATES
from bot.catalog.references import known, reachable, severities, twice
from bot.catalog.schema import Service, SystemFile
from bot.domain.action import Risk
from bot.domain.operations import APPROVER, may_change

SECTION = "operations"


def broken(model: SystemFile, written: Node) -> Iterator[Wrong]:
    """Everything wrong with the section, and with what services say of clusters."""
    for name, service in model.services.items():
        yield from _service(model, written, ("services", name), service)
    section = model.operations
    if section is None:
        return
    yield from twice(((SECTION, "clusters", name), (name,)) for name in section.clusters)
    yield from twice(((SECTION, "groups", name), (name,)) for name in section.groups)
    yield from _clusters(section, written)
    yield from _defaults(section, written)
    for name, members in section.groups.items():
        yield from reachable(model, written, (SECTION, "groups", name), members)
    yield from _identities(model, written, section)
    for place, one in enumerate(section.approvals):
        yield from _approval(model, written, (SECTION, "approvals", place), one)
    yield from _groups(section, written, (SECTION, "break glass"), section.break_glass)
    for name, program in section.programs.items():
        yield from _program((SECTION, "exec", name), name, program)


def _service(model: SystemFile, written: Node, path: Path, service: Service) -> Iterator[Wrong]:
    said = [key for key in ("cluster", "namespace", "workload") if service.says(key)]
    if said and not known(written, SECTION, "clusters"):
        if written.child(SECTION) is None:
            where = (*path, said[0])
            yield Wrong(
                where,
                f"{path_name(where)}: there is no cluster to find it in",
                "write `operations:` with `clusters:`, or leave it out",
            )
        return
    if service.cluster is not None:
        yield from _cluster(model.operations, written, (*path, "cluster"), service.cluster)
    named = _texts(written, (SECTION, "namespaces")) | _texts(written, (SECTION, "namespace"))
    if service.namespace is not None and named and not named & {service.namespace, EVERY_NAMESPACE}:
        where = (*path, "namespace")
        yield Wrong(
            where,
            f"{path_name(where)}: {shown(service.namespace)} may not be named",
            "add it to `namespaces:` of operations, or " + one_of(service.namespace, sorted(named)),
        )


def _cluster(section: Operations | None, written: Node, path: Path, word: str) -> Iterator[Wrong]:
    if word.casefold() not in known(written, SECTION, "clusters"):
        names = section.clusters if section else ()
        yield Wrong(path, f"{path_name(path)}: there is no cluster {shown(word)}", one_of(word, names))


def _clusters(section: Operations, written: Node) -> Iterator[Wrong]:
    """Each is reached in one way."""
    for name, one in section.clusters.items():
        path = (SECTION, "clusters", name)
        if one.in_cluster and one.context:
            yield Wrong(path, f"{path_name(path)} has both `context` and `in cluster`", "keep one of the two")
        elif one.in_cluster and one.kubeconfig:
            yield Wrong(
                (*path, "kubeconfig"),
                f"{path_name(path)} is reached with the pod's own account, without a file",
                "leave out `kubeconfig`, or write `context` in the place of `in cluster`",
            )
        elif (
            not one.in_cluster and not one.context and len(known(written, *path)) <= len(one.model_fields_set)
        ):
            yield Wrong(
                path,
                f"{path_name(path)} does not say how it is reached",
                f"write `context: {name}`, a name of your kubeconfig, or `in cluster: yes`",
            )


def _defaults(section: Operations, written: Node) -> Iterator[Wrong]:
    """The cluster and the namespace that are meant when none is named."""
    names = known(written, SECTION, "clusters")
    node = written.node((SECTION, "clusters"))
    if node is None or node.value == {}:
        yield Wrong(
            (SECTION,), "operations has no cluster", "write `clusters: {production: {context: production}}`"
        )
    elif section.cluster is not None and names:
        yield from _cluster(section, written, (SECTION, "cluster"), section.cluster)
    elif len(names) > 1 and written.node((SECTION, "cluster")) is None:
        yield Wrong(
            (SECTION,),
            "operations has several clusters, and none is the default",
            f"write `cluster: {next(iter(section.clusters), 'production')}`",
        )
    lacking = section.usual_namespace is None and written.node((SECTION, "namespace")) is None
    if lacking and len(section.namespaces) == len(_texts(written, (SECTION, "namespaces"))):
        usual = next((name for name in section.namespaces if name != EVERY_NAMESPACE), "my-namespace")
        yield Wrong(
            (SECTION,), "operations has no default namespace", f"write for example `namespace: {usual}`"
        )


def _identities(model: SystemFile, written: Node, section: Operations) -> Iterator[Wrong]:
    """Each line means somebody, whom no line before means, and makes nobody somebody else."""
    first: dict[str, int] = {}
    for place, line in enumerate(section.identities):
        path = (SECTION, "identities", place)
        yield from reachable(model, written, (*path, "person"), (line.person,))
        address = model.reach(line.person)
        if address is None:
            continue
        if first.setdefault(address.casefold(), place) != place:
            yield Wrong(
                (*path, "person"),
                f"{path_name(path)}: {shown(line.person)} has a line already, and the first counts",
                "keep one of the two",
            )
        if _many(address) and not any(template in line.user for template in TEMPLATES):
            yield Wrong(
                (*path, "user"),
                f"{path_name(path)}: all in {shown(line.person)} would be the one user {shown(line.user)}",
                'write `user: "{email}"`, or a line for each person',
            )


def _approval(model: SystemFile, written: Node, path: Path, one: Approval) -> Iterator[Wrong]:
    section = model.operations
    assert section is not None
    where = (*path, "approvers")
    entry = written.node(path)
    if (
        one.approvers == 0
        and one.risk is not Risk.CHANGE
        and not (entry and entry.child("risk") and not one.risk)
    ):
        yield Wrong(
            where,
            f"{path_name(where)}: a danger never runs without approval",
            "write 1 or more" if one.risk else "write 1 or more, or `risk: change` beside it",
        )
    if one.approvers == 0 and one.run_as == APPROVER:
        yield Wrong(
            (*path, "run as"), f"{path_name(path)}: without approvers there is none to run as", "leave it out"
        )
    yield from severities(model, written, (*path, "severity"), one.severity)
    yield from _groups(section, written, (*path, "from"), one.groups)
    found = [section.groups[name] for word in one.groups if (name := section.group_called(word)) is not None]
    people = {model.reach(word) or "@" for members in found for word in members}
    if (
        found
        and len(found) == len(one.groups)
        and not any(map(_many, people))
        and len(people) < one.approvers
    ):
        yield Wrong(
            where,
            f"{path_name(where)}: {one.approvers} are asked for, and {len(people)} can be asked",
            "write fewer, or name a larger group",
        )


def _program(path: Path, name: str, one: Exec) -> Iterator[Wrong]:
    """One that only reads must be one that can only read, as far as a list can tell."""
    what, instead = may_change(name, bool(one.first))
    if one.risk is Risk.READ and what:
        where = (*path, "risk")
        yield Wrong(where, f"{path_name(where)}: {what}", instead)


def _groups(section: Operations, written: Node, path: Path, words: tuple[str, ...]) -> Iterator[Wrong]:
    names = known(written, SECTION, "groups")
    for place, word in enumerate(words):
        if word.casefold() not in names:
            hint = one_of(word, section.groups) if section.groups else f"add it to `groups:` of {SECTION}"
            yield Wrong((*path, place), f"{path_name(path)}: there is no group {shown(word)}", hint)


def _many(address: str) -> bool:
    """Whether an address may be several people: a handle, or the id of a user group."""
    return address.startswith(("@", "S")) and "@" not in address[1:]


def _texts(written: Node, path: Path) -> set[str]:
    """The texts that stand at `path`, alone or in a list."""
    node = written.node(path)
    nodes: Iterable[Node] = [node, *(child for _, child in node.children())] if node else ()
    return {one.value for one in nodes if isinstance(one.value, str)}
