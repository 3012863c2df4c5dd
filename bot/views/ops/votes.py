"""Who has agreed to a change, who is being checked, and whose yes is missing. Used by `change`."""

from __future__ import annotations

from bot.domain.changes import CHECKING, COUNTED, Change, Stage, Vote
from bot.domain.policy import System
from bot.views import kit, phrases
from bot.views.ops import words

_SHOWN = 8


def needed(change: Change, system: System, names: kit.Names, until: str = "") -> str:
    """`*Approval* 1 of 2 · 1 more from @sre · until 14:17`; `until` is already a token."""
    if not change.approvers:
        return "*Approval* none is needed"
    have = f"*Approval* {min(len(change.counted), change.approvers)} of {change.approvers}"
    said = [have]
    if change.missing:
        said.append(f"*{change.missing} more* from {_whom(change, system, names)}")
    if until:
        said.append(f"until {until}")
    return " · ".join(said)


def given(change: Change, names: kit.Names) -> list[str]:
    """A line for each vote: counted, being checked, or why it does not count."""
    shown = [_vote(vote, names) for vote in change.votes[-_SHOWN:]]
    more = len(change.votes) - len(shown)
    return [*shown, f"and {phrases.count(more, 'earlier vote')}"] if more else shown


def approved_by(change: Change, names: kit.Names) -> str:
    """`approved by @ada, @bo`, or that nobody had to; empty under break glass."""
    if change.glass:
        return ""
    if change.counted:
        return f"approved by {phrases.anyone(tuple(vote.person for vote in change.counted), names)}"
    agreed = change.stage in (Stage.APPROVED, Stage.RUNNING, Stage.APPLIED, Stage.DONE, Stage.FAILED)
    return "no approval needed" if not change.approvers and agreed else ""


def _whom(change: Change, system: System, names: kit.Names) -> str:
    if not change.groups:
        return f"anyone but {kit.mention(change.requester, names)}"
    groups = " or ".join(words.quoted(name, 40) for name in change.groups[:5])
    people = words.approvers(change, system, names)
    return f"{people} ({groups})" if people not in ("", groups) else groups


def _vote(vote: Vote, names: kit.Names) -> str:
    who = kit.mention(vote.person, names)
    if vote.state == CHECKING:
        return f"… {who}: I am asking the cluster whether they may do this themselves"
    if vote.state == COUNTED:
        return f"✓ {who}"
    why = words.quoted(vote.says, 200, names) if vote.says.strip() else "the cluster does not let them do it"
    return f"✗ {who} *does not count*: {why}"
