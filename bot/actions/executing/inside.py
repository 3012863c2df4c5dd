"""`exec`: a command of the system file's list in a container, planned and agreed to; `exec-read` at once.

Both take the same words and find the same pods. A command cannot be rehearsed, so its plan shows exactly
what would be run and where, and says so. Both run as the person who asked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from bot.actions.changing.subjects import person
from bot.actions.executing.answering import LIMIT, LONGEST, SECONDS, Answer, output
from bot.actions.executing.judging import allowed
from bot.actions.executing.places import Chosen, Place, chosen
from bot.actions.kit import Action, Draft, Output, Scene
from bot.actions.reading.discovery import find
from bot.actions.reading.words import flag, switch
from bot.actions.rights import NAMED
from bot.domain.action import Param, Risk, Spec, Target, Type, each
from bot.domain.changes import Plan
from bot.domain.redaction import MASK
from bot.domain.words import MASK as MASKED
from bot.domain.words import Words
from bot.errors import Permanent, Refused
from bot.ports import Access, Kube
from bot.runbooks.flags import BEHIND
from bot.runbooks.spelling import quoted, spelt
from bot.runbooks.values import length

AT_ONCE = 4
NO_REHEARSAL = "It cannot be rehearsed: a command has no dry run, so nobody can say beforehand what it does."
NO_TERMINAL = "`-i` and `-t` are left out: there is no terminal here, and nothing is typed into it."
_FILLED_IN = re.compile(r"[./~\w-]*/[^\s'\"]*[*?][^\s'\"]*")

ARGV = Param(
    "argv", Type.TEXT, "command", (BEHIND,), required=True, many=True,
    help="The program and what it is given, word by word; no shell reads it.",
)  # fmt: skip
STDIN, TTY = (
    switch("stdin", "-i", "--stdin", help="Left out."),
    switch("tty", "-t", "--tty", help="Left out."),
)
PARAMS = (
    Param("target", Type.RESOURCES, "pod", many=True, help="`web-1`, `deployment/web`, or nothing with `-l`"),
    flag("container", Type.NAME, "container", "-c", "--container"),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector", help="In all pods with them that run."),
    STDIN,
    TTY,
    flag("timeout", Type.LENGTH, "time", "--timeout", least=1, most=LONGEST, help="1m if left out."),
    ARGV,
)
EXEC_SPEC = Spec(
    name="exec",
    words=("exec",),
    group="change",
    help="Run a command of the list in a container.",
    risk=Risk.CHANGE,
    params=PARAMS,
    examples=(
        "exec deployment/web -- pg_isready",
        "exec postgresql-0 -- psql -U postgres -c 'VACUUM ANALYZE;'",
        "exec -l app=web -c web -- df -h",
    ),
    more="Only what `exec:` of the system file lists; what that declares to read needs nobody's approval.",
)
READ_SPEC = Spec(
    name="exec-read",
    words=("exec-read",),
    group="look",
    help="Run a command in a container that is declared to read.",
    risk=Risk.READ,
    params=PARAMS,
    examples=("exec-read deployment/web -- pg_isready", "exec-read -l app=web -- df -h"),
    more="The same as `exec`, at once, for what `exec:` of the system file declares to read.",
)


async def plan_exec(scene: Scene) -> Draft:
    """One request for each pod, frozen with its uid and the words of the command."""
    argv = command(scene)
    program = allowed(scene.policy, argv)
    found = await chosen(scene)
    access = await _proof(scene, found.places)
    seconds = int(scene.call.args.get("timeout") or SECONDS)
    requests = [place.request(argv, seconds) for place in found.places]
    request = requests[0] if len(requests) == 1 else each(requests)
    first, several = found.places[0], len(requests) > 1
    shown = _shown(argv, found.places, seconds)
    plan = Plan(
        target=Target(
            scene.call.cluster, scene.call.namespace, "Pod", first.pod, "" if several else first.uid
        ),
        title=Words(f"Run {argv[0]} in {found.title}"),
        diff=Words(shown),
        digest=request.digest,
        risk=program.risk.value,
        request=f"{request.method} {first.path}" + (f" and {len(requests) - 1} more" if several else ""),
        warnings=tuple(Words(one) for one in _warnings(scene, argv, found)),
        binding=Words(access.reason or f"{person(scene).user} may; the cluster does not say by which rule."),
        masked=_hidden(shown),
        undo_title=Words("what a command did is not taken back from here"),
        watched=False,
    )
    return Draft(plan, request)


async def read_exec(scene: Scene) -> Output:
    """Run it at once, as the person: for what is declared to read. Refused when it ran nowhere."""
    argv = command(scene)
    program = allowed(scene.policy, argv)
    if program.risk is not Risk.READ:
        raise Refused(f"`{program.name}` is not declared to read. Write `exec`, and have it approved.")
    if scene.person is None:
        raise Refused(
            "A command is run in the name of a person, and nothing here says who you are to the cluster. "
            "Have a line for you added to `identities:` of the system file."
        )
    found = await chosen(scene)
    seconds, slots = int(scene.call.args.get("timeout") or SECONDS), asyncio.Semaphore(AT_ONCE)
    kube = scene.person

    async def run(place: Place) -> Answer:
        async with slots:
            try:
                ran = await kube.exec(place.path, argv, place.container, seconds, LIMIT)
            except Permanent as error:
                return Answer(place, None, seconds, str(error))
            return Answer(place, ran, seconds)

    answers = await asyncio.gather(*(run(place) for place in found.places))
    if all(one.ran is None for one in answers):
        raise Refused(answers[0].failed)
    return await output(argv[0], answers, [*found.notes, *_terminal(scene)])


def command(scene: Scene) -> list[str]:
    return [str(word) for word in scene.call.args.get("argv") or ()]


async def _proof(scene: Scene, places: Sequence[Place]) -> Access:
    """The rule that lets the person do it in all of them; Refused, naming what is missing.

    A WebSocket is a GET, and newer clusters want `create` for it as well: both must be allowed.
    """
    kube, pods = person(scene), find(await scene.bot.resources(), "pods")
    names = [place.pod for place in places] if len(places) <= NAMED else [""]
    granted = Access(False)
    for name in names:
        for verb in ("get", "create"):
            granted = await kube.allowed(verb, pods, scene.call.namespace, name, "exec")
            if not granted.allowed:
                raise Refused(_lacks(scene, kube, verb))
    return granted


def _lacks(scene: Scene, kube: Kube, verb: str) -> str:
    where = f"in the namespace {scene.call.namespace} of {scene.call.cluster or 'this cluster'}"
    return (
        f"{kube.user} may not {verb} pods/exec {where}: no role bound there allows it. Somebody who may do "
        f"it can ask for it, or have a role with the verbs `get` and `create` on `pods/exec` bound for "
        f"{kube.user}."
    )


def _shown(argv: Sequence[str], places: Sequence[Place], seconds: int) -> str:
    """The command as it would be typed into a shell that is not there, and every container it runs in."""
    where = "\n".join(f"  {place.title}, container {place.container} (uid {place.uid})" for place in places)
    return f"$ {spelt(argv)}\n\nin\n{where}\nfor {length(seconds)} at most, without a shell"


def _warnings(scene: Scene, argv: Sequence[str], found: Chosen) -> list[str]:
    said = [NO_REHEARSAL, *found.notes, *_terminal(scene)]
    if _hidden(spelt(argv)):
        said.append("What looks like a secret in the command is not shown, and is run as it was typed.")
    said += [
        f"{quoted(word)} is handed over as it is: no shell fills in what the signs in it stand for."
        for word in argv
        if _FILLED_IN.fullmatch(word)
    ]
    return said


def _hidden(shown: str) -> int:
    return shown.count(MASK) + shown.count(MASKED)


def _terminal(scene: Scene) -> list[str]:
    return [NO_TERMINAL] if scene.call.args.get("stdin") or scene.call.args.get("tty") else []


INSIDE = (Action(EXEC_SPEC, plan=plan_exec), Action(READ_SPEC, read=read_exec))
