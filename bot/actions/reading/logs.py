"""`logs`: what containers wrote, of one pod, of one pod of a workload, or of all pods with a label.

Which pod and container were chosen, and what was cut, is always said: in the summary, so that the text is
the log alone and may be searched and counted. Followed, it is read again and again
by the worker; each time its last lines are shown. A pattern is looked for in all of a log, also with `-l`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.grep import GREP, grep_of
from bot.actions.reading.lists import must_exist
from bot.actions.reading.log_fetch import Piece, fetch
from bot.actions.reading.log_pods import Stream, default_container, ended, others, pod_for, pods_like, streams
from bot.actions.reading.mounted import mounted_values
from bot.actions.reading.words import flag, one_namespace, read_spec, switch, text, words_of
from bot.domain.action import Param, Type
from bot.errors import Permanent, Refused
from bot.runbooks.kinds import workload_kind

ONE_SHOT, STEP, TOGETHER = 2_000_000, 64_000, 4_000_000
"""Bytes: of one log, of one step of following, of many logs together."""

SELECTED_TAIL, FOLLOWED_TAIL, MOST_FOLLOWED, MOST_PODS, AT_ONCE, MOST_NOTES = 10, 30, 100, 20, 6, 4

SPEC = read_spec(
    "logs",
    ("logs", "log"),
    "Show what a container wrote.",
    Param("target", Type.RESOURCES, "pod", many=True, help="`web-1`, `deployment/web`, or nothing with `-l`"),
    flag("container", Type.NAME, "container", "-c", "--container"),
    switch("all_containers", "--all-containers", help="All containers of the pod, init ones too."),
    switch("all_pods", "--all-pods", help="All pods of the workload instead of one."),
    switch("previous", "-p", "--previous", help="The run before the last restart."),
    flag("since", Type.LENGTH, "time", "--since", least=1, help="`10m`, `1h`: only what is younger"),
    flag("tail", Type.COUNT, "lines", "--tail", least=-1, help="Only so many of the last lines; -1 for all."),
    switch("timestamps", "--timestamps", help="The time of each line in front of it."),
    switch("prefix", "--prefix", help="Pod and container in front of each line."),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector"),
    switch("follow", "-f", "--follow", help="Keep the answer up to date for a while."),
    *GREP,
    examples=(
        "logs web-1",
        "logs deployment/web --since 10m",
        "logs -l app=web --tail 50",
        "logs web-1 -p",
        "logs deployment/web --since=1h --grep-i='timeout|refused'",
    ),
    follows="follow",
)


@dataclass
class _Chosen:
    """The streams to read, and what has to be said about how they were chosen."""

    streams: list[Stream]
    title: str
    pods: Sequence[dict[str, Any]]
    notes: list[str] = field(default_factory=list)
    done: bool = False


async def logs(scene: Scene) -> Output:
    """Lines as they were written, without what steers a terminal. Refused when there is nothing to read."""
    one_namespace(scene, "A log")
    grep_of(scene)  # a pattern that is none is refused before anything is read
    follow = bool(scene.call.args.get("follow"))
    try:
        chosen = await (_by_label(scene) if text(scene, "selector") else _by_name(scene))
    except Permanent as problem:
        if not follow or problem.code != "NotFound":
            raise
        return await finished("gone", f"{problem}\n", "log", over=True)
    limit = STEP if follow else min(ONE_SHOT, TOGETHER // len(chosen.streams))
    query, slots = _query(scene, follow), asyncio.Semaphore(AT_ONCE)

    async def read(stream: Stream) -> Piece:
        async with slots:
            return await fetch(scene.bot, scene.call.namespace, stream, query, limit)

    pieces = await asyncio.gather(*(read(stream) for stream in chosen.streams))
    failed = [piece.failed for piece in pieces if piece.failed]
    over = follow and (chosen.done or all(piece.gone for piece in pieces))
    if len(failed) == len(pieces) and not follow:
        raise Refused(". ".join(failed[:3]) + ("." if len(failed) < 4 else f". And {len(failed) - 3} more."))
    return await _told(scene, chosen, pieces, over)


async def _told(scene: Scene, chosen: _Chosen, pieces: Sequence[Piece], over: bool) -> Output:
    prefixed = bool(scene.call.args.get("prefix")) or len(pieces) > 1
    missing = [
        f"{piece.stream.title}: {piece.missing}" if len(pieces) > 1 else piece.missing
        for piece in pieces
        if piece.missing
    ]
    notes = [*chosen.notes, *missing, *(piece.failed for piece in pieces if piece.failed)]
    body = "".join(_prefixed(piece) if prefixed else piece.text for piece in pieces)
    lines = sum(piece.lines for piece in pieces)
    summary = f"{chosen.title}: {counted(lines, 'line')}" + (
        f" of {len(pieces)} logs" if len(pieces) > 1 else ""
    )
    known = {value for piece in pieces for value in piece.stream.secrets}
    known.update(await mounted_values(scene.bot, chosen.pods))
    told = [
        *notes[:MOST_NOTES],
        *([f"and {len(notes) - MOST_NOTES} more notes"] if len(notes) > MOST_NOTES else []),
    ]
    says, grep = "; ".join([summary, *told]), grep_of(scene)
    return await finished(says, body, "log", over=over, known=sorted(known), grep=grep)


def _prefixed(piece: Piece) -> str:
    return "".join(f"[{piece.stream.title}] {line}\n" for line in piece.text.split("\n")[:-1])


def _query(scene: Scene, follow: bool) -> dict[str, str | int]:
    args = scene.call.args
    tail, query = args.get("tail"), dict[str, str | int]()
    picks = grep_of(scene) is not None
    if tail is None and follow:
        tail = MOST_FOLLOWED if picks else FOLLOWED_TAIL
    elif tail is None and text(scene, "selector") and not picks:
        tail = SELECTED_TAIL
    if follow:
        tail = FOLLOWED_TAIL if tail is None or tail < 0 else min(tail, MOST_FOLLOWED)
    if tail is not None and tail >= 0:
        query["tailLines"] = tail
    if args.get("since"):
        query["sinceSeconds"] = int(args["since"])
    for name in ("previous", "timestamps"):
        if args.get(name):
            query[name] = "true"
    return query


async def _by_label(scene: Scene) -> _Chosen:
    selector, args = text(scene, "selector"), scene.call.args
    if words_of(scene, "target"):
        raise Refused("Give either a name or `-l`, not both.")
    found = await pods_like(scene.bot, scene.call.namespace, selector)
    if not found:
        await must_exist(scene.bot, scene.call.namespace, scene.call.cluster)
        raise Refused(
            f"No pod in {scene.call.namespace} has the labels `{selector}`. `get pods` shows those there are."
        )
    chosen = _of_pods(scene, found, f"pods with {selector}")
    if args.get("tail") is None and not args.get("follow") and grep_of(scene) is None:
        chosen.notes.append(f"the last {SELECTED_TAIL} lines of each; `--tail=100` or `--tail=-1` for more")
    return chosen


async def _by_name(scene: Scene) -> _Chosen:
    words, args = words_of(scene, "target"), scene.call.args
    kind, name, container = _target(words, text(scene, "container"))
    pods, title = await pod_for(scene.bot, scene.call.namespace, kind, name)
    if args.get("all_pods"):
        return _of_pods(scene, pods, title)
    pod, everything = pods[0], bool(args.get("all_containers"))
    chosen = _Chosen(streams(pod, container, everything), title, [pod], done=ended(pod))
    if len(pods) > 1:
        chosen.notes.append(f"Found {len(pods)} pods, using pod/{pod['metadata']['name']}")
    elif not title.startswith("pod/"):
        chosen.notes.append(f"Using pod/{pod['metadata']['name']}")
    if not container and not everything and (choice := others(pod)):
        chosen.notes.append(f'Defaulted container "{default_container(pod)}" out of: {choice}')
    return chosen


def _of_pods(scene: Scene, pods: Sequence[dict[str, Any]], title: str) -> _Chosen:
    container, everything = text(scene, "container"), bool(scene.call.args.get("all_containers"))
    found, problems = list[Stream](), list[Refused]()
    for pod in pods[:MOST_PODS]:
        try:
            found += streams(pod, container, everything)
        except Refused as problem:
            problems.append(problem)
    if not found:
        raise problems[0]
    notes = [f"the first {MOST_PODS} of {len(pods)} pods"] if len(pods) > MOST_PODS else []
    notes += map(str, problems)
    return _Chosen(found, title, pods[:MOST_PODS], notes, all(map(ended, pods)))


def _one_of(flag: str, word: str) -> str:
    """The container, said once: kubectl refuses both ways at a time, and so do we."""
    if flag and flag != word:
        raise Refused(f"Which container: `{word}`, or `-c {flag}`? Write one of them.")
    return word


def _target(words: Sequence[str], container: str) -> tuple[str, str, str]:
    """Kind, name and container of `web-1`, `web-1 side`, `deploy/web`, `deploy web`."""
    match words:
        case [word] if "/" in word:
            kind, _, name = word.partition("/")
            return kind, name, container
        case [word, other] if "/" in word:
            kind, _, name = word.partition("/")
            return kind, name, _one_of(container, other)
        case [name]:
            return "pods", name, container
        case [kind, name] if workload_kind(kind):
            return kind, name, container
        case [name, other]:
            return "pods", name, _one_of(container, other)
        case _:
            raise Refused("Say whose log: `logs web-1`, `logs deployment/web` or `logs -l app=web`.")


ACTION = Action(SPEC, read=logs)
