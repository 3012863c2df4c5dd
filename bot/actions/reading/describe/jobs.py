"""Jobs and CronJobs: what ran, what came of it, what runs next. Called by `describe`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.reading.ages import age, age_of, moment
from bot.actions.reading.describe.containers import containers
from bot.actions.reading.describe.lines import NONE, conditions, grid, head, line, marks, owner, several, when
from bot.actions.reading.describe.pods import volumes
from bot.actions.reading.discovery import newest
from bot.actions.reading.lists import objects_of
from bot.actions.reading.troubles import troubles
from bot.errors import Permanent
from bot.ports import Kube

_MOST = 5


async def job(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    text = head(obj) + marks(obj) + owner(obj)
    text += line("Parallelism", spec.get("parallelism", 1)) + line(
        "Completions", spec.get("completions", NONE)
    )
    text += line("Backoff Limit", spec.get("backoffLimit", 6))
    if spec.get("activeDeadlineSeconds"):
        text += line("Active Deadline", age(spec["activeDeadlineSeconds"]))
    text += line("Suspended", "yes") if spec.get("suspend") else ""
    text += line("Start Time", when(status.get("startTime"), now))
    if status.get("completionTime"):
        text += line("Completed At", when(status["completionTime"], now)) + line("Duration", _lasted(status))
    figures = [f"{status.get(word) or 0} {word.capitalize()}" for word in ("active", "succeeded", "failed")]
    text += line("Pods Statuses", " / ".join(figures))
    unwell = await troubles(kube, obj["metadata"]["namespace"], spec.get("selector") or {})
    text += several("Pods not ready", unwell) if unwell else ""
    return text + _template(spec, now) + conditions(status, now)


async def cron_job(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, status = obj["spec"], obj.get("status") or {}
    zone = f" ({spec['timeZone']})" if spec.get("timeZone") else ""
    text = head(obj) + marks(obj) + line("Schedule", f"{spec.get('schedule')}{zone}")
    text += line("Concurrency Policy", spec.get("concurrencyPolicy", "Allow"))
    text += line("Suspend", bool(spec.get("suspend")))
    if spec.get("startingDeadlineSeconds") is not None:
        text += line("Starting Deadline", f"{spec['startingDeadlineSeconds']}s")
    kept = (spec.get("successfulJobsHistoryLimit", 3), spec.get("failedJobsHistoryLimit", 1))
    text += line("History", f"{kept[0]} that succeeded, {kept[1]} that failed")
    text += line("Last Schedule Time", _last(status.get("lastScheduleTime"), now))
    if status.get("lastSuccessfulTime"):
        text += line("Last Success", when(status["lastSuccessfulTime"], now))
    text += line("Active Jobs", ", ".join(one.get("name", "") for one in status.get("active") or []) or NONE)
    text += await _ran(kube, obj, now)
    return text + _template((spec.get("jobTemplate") or {}).get("spec") or {}, now)


async def _ran(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    """The newest Jobs it made, the last one first."""
    meta, jobs = obj["metadata"], newest(await kube.resources(), "batch", "jobs")
    if jobs is None:
        return ""
    try:
        found = await objects_of(kube, jobs.path(meta["namespace"]), {})
    except Permanent as problem:
        return line("Jobs", f"not readable: {problem}")
    own = [one for one in found if _is_owner(meta, one)]
    own.sort(key=lambda one: str(one["metadata"].get("creationTimestamp")), reverse=True)
    rows = [
        (one["metadata"]["name"], _outcome(one), age_of(one["metadata"].get("creationTimestamp"), now))
        for one in own[:_MOST]
    ]
    return grid("Jobs", ("Name", "Outcome", "Age"), rows)


def _is_owner(meta: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    owners = one["metadata"].get("ownerReferences") or []
    return any(ref.get("uid") == meta.get("uid") for ref in owners)


def _outcome(one: Mapping[str, Any]) -> str:
    status = one.get("status") or {}
    for held in status.get("conditions") or []:
        if held.get("status") == "True" and held.get("type") in ("Complete", "Failed"):
            reason = f", {held['reason']}" if held.get("reason") else ""
            return f"{held['type']}{reason}"
    return f"{status.get('active') or 0} active, {status.get('failed') or 0} failed"


def _template(spec: Mapping[str, Any], now: datetime) -> str:
    inner = (spec.get("template") or {}).get("spec") or {}
    return "Pod Template:\n" + containers(inner, None, now, 4) + volumes(inner, 2)


def _last(stamp: str | None, now: datetime) -> str:
    return when(stamp, now) if stamp else "never"


def _lasted(status: Mapping[str, Any]) -> str:
    if not status.get("startTime"):
        return "unknown"
    return age((moment(status["completionTime"]) - moment(status["startTime"])).total_seconds())
