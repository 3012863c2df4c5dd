"""Create a job from a CronJob, as `kubectl create job --from` does, and watch it to its end.

Made of raw JSON, so that nothing a newer cluster has in its template gets lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.changing.bundling import Face, drafted, proof, rehearse
from bot.actions.changing.cautions import kept_elsewhere
from bot.actions.changing.inverse import Undo
from bot.actions.changing.showing import lines
from bot.actions.changing.subjects import Subject, read
from bot.actions.changing.troubles import troubles
from bot.actions.kit import Action, Draft, Progress, Pursuit, Scene
from bot.actions.reading.discovery import find, newest
from bot.domain.action import Call, Health, Param, Request, Risk, Spec, Target, Type
from bot.domain.redaction import redact_object
from bot.errors import Permanent, Refused

CREATE_JOB = Spec(
    name="create-job",
    words=("create job", "create-job"),
    group="change",
    help="Run a CronJob once, now.",
    risk=Risk.CHANGE,
    params=(
        Param("name", Type.NAME, "NAME", required=True),
        Param("source", Type.TEXT, "cronjob/NAME", ("--from",), required=True),
    ),
    examples=("create job cache-now --from=cronjob/cache-warming",),
    more="It is watched until it is complete or has failed.",
)

INSTANTIATE = {"cronjob.kubernetes.io/instantiate": "manual"}
LONGEST_NAME = 63


async def plan_job(scene: Scene) -> Draft:
    """The Job that the CronJob would make now, under the name that was given."""
    name, cron = str(scene.call.args["name"]), await _cronjob(scene)
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name of a Job has at most {LONGEST_NAME} characters; {name[:20]}... has more.")
    resource = newest(await scene.bot.resources(), "batch", "jobs")
    if resource is None:
        raise Refused("This cluster has no Jobs.")
    body = _job(cron, name, f"batch/{resource.version}")
    request = Request("POST", resource.path(scene.call.namespace), body)
    binding = await proof(scene, request)
    await rehearse(scene, request, f"job/{name}")
    target = Target(scene.call.cluster, scene.call.namespace, "Job", name)
    shown, _ = redact_object(body)
    call = Call("delete", {"object": [f"job.batch/{name}"]}, scene.call.cluster, scene.call.namespace)
    face = Face(
        target=target,
        title=f"Create {target.title} from {cron.title}",
        diff="\n".join(f"+{line.text}" for line in lines(shown)),
        risk=Risk.CHANGE,
        warnings=_cautions(cron),
        undo=Undo(call, f"Delete {target.title} and its pods"),
        watched=True,
    )
    return drafted(request, binding, face)


async def _cronjob(scene: Scene) -> Subject:
    kind, slash, name = str(scene.call.args["source"]).partition("/")
    if not slash or not name:
        kind, name = "cronjob", kind
    resource = find(await scene.bot.resources(), kind)
    if resource.kind != "CronJob":
        raise Refused(f"A job is made from a CronJob, not from a {resource.kind}: `--from=cronjob/NAME`.")
    return await read(scene, resource, name)


def _job(cron: Subject, name: str, version: str) -> dict[str, Any]:
    """As kubectl makes it: the template, owned by the CronJob, marked as made by hand."""
    template = cron.live["spec"]["jobTemplate"]
    meta = template.get("metadata") or {}
    owner = {
        "apiVersion": cron.live["apiVersion"],
        "kind": "CronJob",
        "name": cron.target.name,
        "uid": cron.target.uid,
        "controller": True,
    }
    return {
        "apiVersion": version,
        "kind": "Job",
        "metadata": {
            "name": name,
            "annotations": {**(meta.get("annotations") or {}), **INSTANTIATE},
            **({"labels": meta["labels"]} if meta.get("labels") else {}),
            "ownerReferences": [owner],
        },
        "spec": template["spec"],
    }


def _cautions(cron: Subject) -> list[str]:
    spec, status = cron.live["spec"], cron.live.get("status") or {}
    active = [str(one.get("name")) for one in status.get("active") or []]
    said = []
    if active:
        policy = spec.get("concurrencyPolicy", "Allow")
        rule = "" if policy == "Allow" else f" Its concurrencyPolicy {policy} is not asked for a job by hand."
        said.append(f"{cron.title} runs already: {', '.join(active[:5])}.{rule}")
    elif spec.get("concurrencyPolicy", "Allow") != "Allow":
        said.append(
            f"{cron.title} has concurrencyPolicy {spec['concurrencyPolicy']}: a scheduled run may start "
            "beside this one."
        )
    if spec.get("suspend"):
        said.append(f"{cron.title} is suspended: somebody did not want it to run.")
    if not spec["jobTemplate"]["spec"].get("ttlSecondsAfterFinished"):
        said.append("The job stays in the cluster when it is over: its template has no time to live.")
    return [*said, *kept_elsewhere(cron.live)]


async def follow_job(pursuit: Pursuit) -> Progress:
    """One look at the Job: how many of its pods have come to their end."""
    target = pursuit.target
    try:
        live = await pursuit.bot.get(f"/apis/batch/v1/namespaces/{target.namespace}/jobs/{target.name}")
    except Permanent as error:
        if error.code != "NotFound":
            raise
        return Progress(Health(0, 0, 0, 0), gone := f"{target.title} is gone.", failed=gone)
    spec, status = live["spec"], live.get("status") or {}
    wanted, done, running, lost = (
        int(spec.get("completions") or 1), int(status.get("succeeded") or 0),
        int(status.get("active") or 0), int(status.get("failed") or 0),
    )  # fmt: skip
    health = Health(wanted, running, done, done, lost)
    said = f"{done} of {wanted} complete, {running} running" + (f", {lost} failed" if lost else "") + "."
    ended = {str(one["type"]): one for one in status.get("conditions") or [] if one.get("status") == "True"}
    if "Complete" in ended:
        return Progress(health, said, done=True)
    pods = await _pods(pursuit, live)
    events = await troubles(pursuit.bot, target, live, pods)
    if "Failed" in ended:
        why = ended["Failed"].get("message") or ended["Failed"].get("reason") or "no reason is given"
        return Progress(health, said, failed=f"{target.title} has failed: {why}.", events=events)
    return Progress(health, said, events=events)


async def _pods(pursuit: Pursuit, live: Mapping[str, Any]) -> list[Any]:
    asked = {"labelSelector": f"job-name={live['metadata']['name']}"}
    try:
        listed = await pursuit.bot.get(f"/api/v1/namespaces/{pursuit.target.namespace}/pods", asked)
    except Permanent:
        return []
    return list(listed.get("items") or [])


JOBS = (Action(CREATE_JOB, plan=plan_job, watch=follow_job),)
