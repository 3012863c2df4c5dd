"""`describe`: one object as a tired engineer needs it, and what happened to it.

The common kinds have words of their own; any other is shown as YAML with its events. The headings are
kubectl's, because runbooks grep for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.describe import addons, networks, rules, stored
from bot.actions.reading.describe.events import event
from bot.actions.reading.describe.hpas import hpa
from bot.actions.reading.describe.jobs import cron_job, job
from bot.actions.reading.describe.nodes import node
from bot.actions.reading.describe.pods import pod
from bot.actions.reading.describe.services import service
from bot.actions.reading.describe.workloads import daemon_set, deployment, replica_set, stateful_set
from bot.actions.reading.discovery import Wanted, wanted
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.grep import GREP, grep_of
from bot.actions.reading.happenings import events_text
from bot.actions.reading.lists import must_exist, objects_of, table_of
from bot.actions.reading.mounted import mounted_values
from bot.actions.reading.printing import cleaned, document
from bot.actions.reading.tables import tabbed
from bot.actions.reading.words import flag, namespace_of, read_spec, text, words_of
from bot.domain.action import Param, Type
from bot.errors import Permanent, Refused
from bot.ports import Kube, Resource

MOST = 20
_AT_ONCE = 5

Describer: TypeAlias = Callable[[Kube, Mapping[str, Any], datetime], Awaitable[str]]

DESCRIBERS: Mapping[tuple[str, str], Describer] = {
    ("", "Pod"): pod,
    ("apps", "Deployment"): deployment,
    ("apps", "StatefulSet"): stateful_set,
    ("apps", "DaemonSet"): daemon_set,
    ("apps", "ReplicaSet"): replica_set,
    ("batch", "Job"): job,
    ("batch", "CronJob"): cron_job,
    ("", "Node"): node,
    ("", "Event"): event,
    ("events.k8s.io", "Event"): event,
    ("", "Service"): service,
    ("autoscaling", "HorizontalPodAutoscaler"): hpa,
    ("", "ConfigMap"): stored.config_map,
    ("", "Secret"): stored.secret,
    ("", "PersistentVolumeClaim"): stored.claim,
    ("", "Endpoints"): networks.endpoints,
    ("networking.k8s.io", "Ingress"): networks.ingress,
    ("extensions", "Ingress"): networks.ingress,
    ("networking.k8s.io", "NetworkPolicy"): networks.network_policy,
    ("policy", "PodDisruptionBudget"): rules.budget,
    ("", "ServiceAccount"): rules.service_account,
    ("", "Namespace"): rules.namespace,
    (addons.CERTS, "Certificate"): addons.certificate,
    (addons.VELERO, "Backup"): addons.backup,
    (addons.VELERO, "Restore"): addons.restore,
    (addons.VELERO, "Schedule"): addons.schedule,
}

SPEC = read_spec(
    "describe",
    ("describe",),
    "Show one object: its state, its settings and what happened to it.",
    Param("resources", Type.RESOURCES, "kind [name]", required=True, many=True, help="`pod web-1`"),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector"),
    *GREP,
    examples=("describe pod web-1", "describe deploy/web", "describe node node-a",
              "describe pod web-1 --grep=Limits: --grep-after=5"),
    more="A name that no object has is taken as the beginning of names.",
)  # fmt: skip


@dataclass(frozen=True)
class _Found:
    resource: Resource
    object: Mapping[str, Any]


async def describe(scene: Scene) -> Output:
    """Up to twenty objects described, and said when there are more."""
    grep = grep_of(scene)
    found = [one for asked in await wanted(scene.bot, words_of(scene, "resources"))
             for one in await _objects(scene, asked)]  # fmt: skip
    if not found:
        await must_exist(scene.bot, namespace_of(scene), scene.call.cluster)
        return await finished("No resources found", "")
    slots, known = asyncio.Semaphore(_AT_ONCE), await mounted_values(scene.bot, [one.object for one in found])

    async def one(which: _Found) -> tuple[str, int]:
        async with slots:
            return await _described(scene.bot, which, scene.now, known)

    texts = await asyncio.gather(*(one(which) for which in found[:MOST]))
    first = f"{found[0].resource.kind.lower()}/{found[0].object['metadata']['name']}"
    summary = first if len(found) == 1 else counted(len(found), "object")
    if len(found) > MOST:
        summary += f"; the first {MOST} are described, name fewer to see the others"
    masked = sum(hid for _, hid in texts)
    return await finished(
        summary, "\n\n".join(said for said, _ in texts), masked=masked, known=known, grep=grep
    )


async def _objects(scene: Scene, asked: Wanted) -> list[_Found]:
    path = asked.resource.path(namespace_of(scene))
    if not asked.names:
        query = {"labelSelector": chosen} if (chosen := text(scene, "selector")) else {}
        return [_Found(asked.resource, one) for one in await objects_of(scene.bot, path, query)]
    if scene.call.all_namespaces and asked.resource.namespaced:
        raise Refused("A name is only unique inside a namespace: take `-A` away or the name.")
    found = []
    for name in asked.names:
        found += [_Found(asked.resource, one) for one in await _named(scene, path, name)]
    return found


async def _named(scene: Scene, path: str, name: str) -> list[dict[str, Any]]:
    """The object of that name, else all whose names begin so; of those that are not described, the name."""
    try:
        return [await scene.bot.get(f"{path}/{name}")]
    except Permanent as problem:
        if problem.code != "NotFound":
            raise
        table = await table_of(scene.bot, path, {"includeObject": "None"}, scene.now)
        near = [one for row in table.rows if (one := str(row.cells[table.names])).startswith(name)]
        if not near:
            raise
    read = await asyncio.gather(*(scene.bot.get(f"{path}/{one}") for one in near[:MOST]))
    return [*read, *({"metadata": {"name": one}} for one in near[MOST:])]


async def _described(kube: Kube, which: _Found, now: datetime, known: Sequence[str]) -> tuple[str, int]:
    kind = which.resource.kind
    clean, masked = await asyncio.to_thread(cleaned, which.object, known)
    if which.resource.group == "" and kind in ("ConfigMap", "Secret"):
        clean = stored.sized(which.object, clean, encoded=kind == "Secret")
    describer = DESCRIBERS.get((which.resource.group, kind))
    said = tabbed(await describer(kube, clean, now)) if describer else document(clean, "yaml")
    happened = "" if kind == "Event" else tabbed(await events_text(kube, which.object, kind, now))
    return "".join(f"{line.rstrip()}\n" for line in (said + happened).split("\n")[:-1]), masked


ACTION = Action(SPEC, read=describe)
