"""How people hear of work on clusters: loud where the rules were bent, a line to the requester at the end.

A change's own message shows everything else and is edited in place, which notifies nobody; so its end
is told once, in the thread. What a cluster said calls no one: only our own words mention people.
"""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.changes import Change
from bot.views import kit
from bot.views.ops import health, words
from bot.views.ops.code import tick
from bot.views.said.scene import Scene, Teller, line

_STANDING = "What was changed stands; Undo is on its message."


def read_failed(s: Scene, event: e.ReadFailed) -> kit.Message:
    one = next((one for one in s.stream.following if one.number == event.number), None)
    who = f"{s.mention(one.person)}, look-up" if one else "Look-up"
    return line(f"⚠️ {who} {event.number} failed: {_sentence(s, event.why)}")


def plan_refused(s: Scene, event: e.PlanRefused) -> kit.Message:
    change = s.stream.change(event.number)
    who = f"{s.mention(change.requester)}, " if change else ""
    what = tick(words.line_of(change), 200) if change else f"change {event.number}"
    return line(f"⛔ {who}there is no plan for {what}: {_sentence(s, event.why)} Nothing was touched.")


def glass_broken(s: Scene, event: e.GlassBroken) -> kit.Message:
    """To those whose approval was not asked for, beside the channel."""
    change = s.stream.change(event.number)
    what = f"*{words.what(change)}*" if change else f"change {event.number}"
    place = f" on {words.place(change, s.system)}" if change else ""
    said = f"🚨 *BREAK GLASS*: {s.actor} runs {what}{place} *without approval*{_because(event.why)}"
    reviewers = words.approvers(change, s.system, s.names) if change else ""
    review = f"{reviewers}: please" if reviewers else "Somebody else must"
    return line(f"{said}\n{review} review it.")


def change_rejected(s: Scene, event: e.ChangeRejected) -> kit.Message:
    return line(f"🚫 {_whose(s, event.number)} was *rejected* by {s.actor}{_because(event.why)}")


def change_expired(s: Scene, event: e.ChangeExpired) -> kit.Message:
    why = "it was approved, but not begun in time" if event.approved else "nobody approved it in time"
    change = s.stream.change(event.number)
    if change is not None and not change.planned:
        why = "no plan came in time"
    elif change is not None and change.counted and not event.approved:
        why = "not enough people approved it in time"
    return line(f"⌛ {_whose(s, event.number)} *expired*: {why}. Re-plan it on its message.")


def run_drifted(s: Scene, event: e.RunDrifted) -> kit.Message:
    moved = _sentence(s, event.moved)
    return line(
        f"🔀 {_whose(s, event.number)} *was not run*, the object had changed: {moved} Please re-plan it."
    )


def run_failed(s: Scene, event: e.RunFailed) -> kit.Message:
    after = _STANDING if event.sent else "Nothing was changed."
    return line(f"❌ {_whose(s, event.number)} *failed*: {_sentence(s, event.why)} {after}")


def run_unknown(s: Scene, event: e.RunUnknown) -> kit.Message:
    now = _sentence(s, event.now)
    return line(
        f"❓ {_whose(s, event.number)}: *I do not know whether it was done.* The cluster says now: {now} "
        "Please look at it."
    )


def run_finished(s: Scene, event: e.RunFinished) -> kit.Message:
    return line(f"✅ {_whose(s, event.number)} is *done*: {_sentence(s, event.summary)}")


def verdict_taken(s: Scene, event: e.VerdictTaken) -> kit.Message | None:
    """Only when it is worse than before: that someone must hear who thinks it is fixed."""
    if event.word != "worse":
        return None
    change = s.stream.change(event.number)
    before = change.health.get("before") if change else None
    stands = health.standing(event.health) if event.health else ""
    numbers = f" ({health.standing(before)} before, {stands} now)" if before and stands else ""
    note = f" {_sentence(s, event.note)}" if event.note.strip() else ""
    whose = _whose(s, event.number)
    return line(f"⚠️ {whose}: {event.minutes} min later it stands *worse* than before{numbers}.{note}")


def frozen(s: Scene, event: e.Frozen) -> kit.Message:
    place = _place(event.system, event.namespace)
    return line(
        f"🧊 *Changes to {place} are frozen* by {s.actor}{_because(event.why)}\n"
        "Nothing is planned, approved or begun there until `/ops thaw`. Looking works as before."
    )


def thawed(s: Scene, event: e.Thawed) -> kit.Message:
    place = _place(event.system, event.namespace)
    return line(
        f"Changes to *{place}* are possible again: the freeze was lifted by {s.actor}{_because(event.why)}"
    )


def outside_change(s: Scene, event: e.OutsideChange) -> kit.Message:
    """Nobody is called: who did it knows, and the others see it where they look."""
    hand = f" by {tick(event.who, 80)}" if event.who.strip() else ""
    changed = f"{tick(event.object, 120)} was changed outside Tocsin{hand} at {s.near(event.at)}"
    return line(f"👀 {changed}: {_sentence(s, event.what)}")


def _because(why: str) -> str:
    """`: the reason` as it was typed, `.` without one."""
    return f": {words.typed(why, 1000)}" if why.strip() else "."


def _whose(s: Scene, number: int) -> str:
    """`@mira, #3 Roll back backend`: the one who waits for it first."""
    change = s.stream.change(number)
    if change is None:
        return f"Change {number}"
    return f"{_who(s, change)}#{number} {words.what(change, 150)}"


def _who(s: Scene, change: Change) -> str:
    """Nobody is called about what they did themselves."""
    return "" if change.requester == s.fact.actor else f"{s.mention(change.requester)}, "


def _place(system: str, namespace: str) -> str:
    return words.where(system or "every system", namespace)


def _sentence(s: Scene, text: str) -> str:
    if not text.strip():
        return "no more is known."
    said = words.quoted(text, 600, s.names)
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


TELLERS: dict[type, Teller] = {
    e.ReadFailed: read_failed,
    e.PlanRefused: plan_refused,
    e.GlassBroken: glass_broken,
    e.ChangeRejected: change_rejected,
    e.ChangeExpired: change_expired,
    e.RunDrifted: run_drifted,
    e.RunFailed: run_failed,
    e.RunUnknown: run_unknown,
    e.RunFinished: run_finished,
    e.VerdictTaken: verdict_taken,
    e.OutsideChange: outside_change,
    e.Frozen: frozen,
    e.Thawed: thawed,
}

SILENT: dict[type, str] = {
    e.OperationOpened: "its head message says it",
    e.ReadAsked: "the answer follows within seconds",
    e.ReadAnswered: "the answer is the message",
    e.FollowEnded: "its message loses the Stop button",
    e.PlanAsked: "the change's message says it",
    e.PlanMade: "the change's message shows the plan and calls those who approve",
    e.ApprovalGiven: "the change's message shows the vote",
    e.VoteCounted: "the change's message shows the vote",
    e.VoteNotCounted: "the change's message says why, where the person has just pressed",
    e.ChangeApproved: "the change's message says it, and the end is told",
    e.ChangeWithdrawn: "the change's message says it; who withdrew it knows",
    e.RunStarted: "the change's message shows it, and the end is told",
    e.RunApplied: "the change's message shows the rollout, and the end is told",
    e.VerdictDue: "the verdict follows",
    e.MitigationsKept: "it comes with the close; timeline and postmortem say why they stay",
}
