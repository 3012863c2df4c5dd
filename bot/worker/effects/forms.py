"""The form of an action with what the cluster has in its menus: workloads, and the revisions to go back to.

The handler opened a loading view under an external id; this takes its place. Without the cluster's answer
the fields are plain text.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.revisions import revisions
from bot.domain.action import Type
from bot.errors import Permanent, Problem, Temporary
from bot.ports import Kube
from bot.views.modals import ops as views
from bot.worker.effects.places import PATIENCE
from bot.worker.loop import Run
from bot.worker.world import World

KINDS = {"deployments": "deployment", "statefulsets": "statefulset", "daemonsets": "daemonset"}
MOST = 100


async def fill_form(world: World, run: Run) -> None:
    """Show the form. Somebody who closed the modal meanwhile sees nothing of it."""
    args = run.job.args
    spec, system = world.desk.specs.named(args["spec"]), world.desk.system(args["system"])
    if spec is None:
        return
    prefill = dict(args["prefill"])
    cluster = system.operations.at(prefill.get("cluster") or system.operations.cluster)
    namespace = prefill.get("namespace") or system.operations.namespace
    choices: dict[str, Sequence[str]] = {}
    if cluster is not None:
        try:
            kube = world.clusters.reach(cluster)
            for param in spec.params:
                if param.type is Type.WORKLOAD:
                    choices[param.name] = await _workloads(kube, namespace)
                elif param.name == "revision" and "/" in prefill.get("workload", ""):
                    kind, _, name = prefill["workload"].partition("/")
                    found = await revisions(kube, kind, namespace, name)
                    choices[param.name] = [str(one.number) for one in reversed(found)]
        except Problem:
            choices = {}  # the fields are typed then; what is wrong with the cluster the plan will say
    where = {"at_cluster": prefill.pop("cluster", ""), "at_namespace": prefill.pop("namespace", "")}
    shown = views.form(spec, system, prefill | where, choices, stream=args["stream"], channel=args["channel"])
    try:
        await world.chat.update_view(args["view"], {**shown, "external_id": args["view"]})
    except Permanent as problem:
        if problem.code != "not_found":
            raise
        if run.attempt < PATIENCE:
            raise Temporary("the form is not open yet", after=0.5) from problem


async def _workloads(kube: Kube, namespace: str) -> list[str]:
    found: list[str] = []
    for plural, kind in KINDS.items():
        listed = await kube.get(f"/apis/apps/v1/namespaces/{namespace}/{plural}", {"limit": MOST})
        found += [f"{kind}/{item['metadata']['name']}" for item in listed.get("items") or []]
    return found[:MOST]
