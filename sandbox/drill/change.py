"""The cluster's two acts: it is looked at in the channel, and a release is taken back by two people.
Called by `__main__`.

What is printed was read from the wire; what the cluster made of it is read from the cluster.
"""

import re
from typing import Any

from sandbox.drill import text
from sandbox.drill.cluster import BAD, GOOD
from sandbox.drill.stage import PATIENCE, Stage
from sandbox.drill.wire import JSON, Missed

_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_WHOLE = 40


async def looked(stage: Stage) -> None:
    """Pods and a log, asked for by a command, answered below the card."""
    stage.tell.act(3, "What does the cluster say? It is asked where everybody reads along")
    await stage.types("mira", "/ops get pods -l app=backend", "Looking")
    answer = await stage.hears("the pods", "CrashLoopBackOff", "in the card's thread", most=_WHOLE)
    table = _below_the_card(stage, answer)
    names = [str(pod["metadata"]["name"]) for pod in await stage.cluster.pods()]
    if missing := [name for name in names if name not in table]:
        raise Missed(f"the pods of the cluster, {', '.join(missing)} among them", table)
    crashed = re.search(r"(backend-\S+)\s+0/1", table)
    pod = crashed.group(1) if crashed else ""
    await stage.types("jonas", f"/ops logs {pod}", "Looking")
    log = await stage.hears("its log", "POOL_SIZE=5", "in the card's thread", most=_WHOLE)
    _below_the_card(stage, log)


def _below_the_card(stage: Stage, message: JSON) -> str:
    """What it shows, of a message that stands in the card's thread."""
    shown = text.whole(message, stage.names)
    if message.get("thread_ts") != stage.card_ts:
        raise Missed("an answer in the card's thread", shown)
    return shown


async def rolled_back(stage: Stage) -> None:
    """Planned by the cluster, refused to the one who asked, agreed to by another, watched, judged."""
    stage.tell.act(5, "The way back: planned by the cluster, agreed to by a second person, watched")
    await stage.types("mira", "/ops rollback backend", "Planning change 1")
    plan = await stage.hears("the plan", r"Approval 0 of 1", "shows the plan", most=_WHOLE)
    stage.change_ts = plan["ts"]
    shown = text.whole(plan, stage.names)
    for line in (rf"\n│ -.*{BAD}\n", rf"\n│ \+.*{GOOD}\n"):
        if not re.search(line, shown):
            raise Missed(f"a diff with the line {line}", shown)
    await _runs(stage, BAD, "nothing is changed yet")
    seen = await stage.presses("mira", plan, "approve_change", "below her own plan", wait=2)
    if "does not count" not in stage.answer(seen):
        raise Missed("the requester's own approval refused", stage.answer(seen) or "no answer")
    await stage.presses("jonas", plan, "approve_change", "below it")
    await _watched(stage)
    await stage.hears("its end", r"@mira, #1 .* is done", "below that message")
    await _once(stage)
    card = await stage.card("a card that lists what was changed", "Open mitigations 1")
    stage.tells(card, "edits the card", 6)
    judged = await stage.becomes(stage.change_ts, "the verdict after two minutes", "After 2 min better")
    stage.tells(judged, "edits that message again", 3)


async def _watched(stage: Stage) -> None:
    """One message, edited while the rollout goes on; each new figure in it is told."""
    seen: list[str] = []

    async def look() -> JSON | None:
        found = await stage.message(stage.change_ts)
        shown = text.whole(found, stage.names) if found else ""
        figures = re.search(r"▰.*|\d of \d ready$", shown, re.MULTILINE)
        if found and figures and figures[0] not in seen:
            seen.append(figures[0])
            stage.tells(found, "edits that message", 3)
        return found if "done in" in shown else None

    async def instead() -> str:
        return "\n".join(seen) or "a message that never changed"

    await stage.wire.until(look, "a rollout that is watched until it is done", PATIENCE, instead)
    if len(seen) < 2:
        raise Missed("the rollout on its way, before it was done", "\n".join(seen))


async def _runs(stage: Stage, image: str, what: str) -> None:
    """What the cluster itself says."""
    live = await stage.cluster.deployment()
    runs = live["spec"]["template"]["spec"]["containers"][0]["image"]
    ready, wanted = live["status"].get("readyReplicas", 0), live["spec"]["replicas"]
    if runs != image:
        raise Missed(f"the cluster to run {image}", str(runs))
    stage.tell.checked(f"{what}: the cluster has {runs}, {ready} of {wanted} pods ready")


async def _once(stage: Stage) -> None:
    """Of all the bot asked of the cluster, one request changed something, under the requester's name."""
    await _runs(stage, GOOD, "it is back")
    sent = await writes(stage)
    if [one["impersonated_user"] for one in sent] != ["alice"]:
        raise Missed("one request that changed something, as alice", str(sent))
    groups = ", ".join(sent[0]["impersonated_groups"])
    stage.tell.checked(f"one request of the bot changed something: {sent[0]['method']} as alice ({groups})")


async def writes(stage: Stage) -> list[dict[str, Any]]:
    """The requests of the bot that changed an object, by the cluster's own record."""
    asked: list[JSON] = (await stage.wire.get("cluster/requests"))["requests"]
    return [
        one
        for one in asked
        if one["user"] == "bot"
        and one["method"] in _WRITES
        and one["group"] != "authorization.k8s.io"
        and not one["dry_run"]
        and one["done"]
    ]
