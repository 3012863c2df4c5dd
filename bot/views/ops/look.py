"""One change with all that is known about it when its message is drawn. Used by the parts of `change`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.action import Health
from bot.domain.changes import Change, Plan, Stage
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.views import kit
from bot.views.ops import code, plan, votes, words


@dataclass(frozen=True)
class Look:
    """What `change` was given; see there."""

    stream: Stream
    change: Change
    plan: Plan | None
    system: System
    now: datetime
    names: kit.Names
    progress: Health | None = None
    said: str = ""
    events: Sequence[str] = ()
    whole: bool = False

    def mention(self, who: str) -> str:
        return kit.mention(who, self.names)

    def quoted(self, text: str, limit: int = 500) -> str:
        return words.quoted(text, limit, self.names)

    @property
    def until(self) -> str:
        return kit.near(self.change.expires, self.now) if self.change.expires else ""

    @property
    def title(self) -> str:
        """The first line of one that is over: `✅ *Roll back deployment/web*`."""
        return f"{words.SIGN[self.change.stage]} *{words.what(self.change, 300)}*"

    @property
    def asked(self) -> str:
        """Who asked, for what place, and which change it has to do with."""
        said = f"{self.mention(self.change.requester)} asks, on {words.place(self.change, self.system)}"
        links = self.links
        return f"{said}\n{links}" if links else said

    @property
    def links(self) -> str:
        c = self.change
        said = [f"undoes #{c.undoes}"] if c.undoes is not None else []
        said += [f"replaces #{c.replaces}"] if c.replaces is not None else []
        said += [f"undone by #{c.undone}"] if c.undone is not None else []
        said += [f"planned again as #{c.followed}"] if c.followed is not None else []
        return " · ".join(said)

    @property
    def loud(self) -> str:
        """The line of a change that ran without approval; the reason while the state still holds it."""
        c = self.change
        if not c.glass:
            return ""
        held = c.stage in (Stage.APPROVED, Stage.RUNNING, Stage.APPLIED) or (
            c.stage is Stage.DONE and not c.watched
        )
        why = f": {words.typed(c.why)}" if held and c.why.strip() else "."
        by = self.mention(c.ended_by or c.requester)
        return f"🚨 *BREAK GLASS*: {by} runs this without approval{why}\n*To be reviewed.*"

    def small(self) -> kit.Block:
        """Number, people, request and hash, in small print."""
        c = self.change
        said = [f"#{c.number} of {kit.words(self.stream.ref, 40)}"]
        if c.stage.over:
            said.append(f"asked by {self.mention(c.requester)}")
            said.append(words.place(c, self.system))
            if agreed := votes.approved_by(c, self.names):
                said.append(agreed)
        else:
            said += plan.small_print(c, self.plan, self.names)
        if c.digest:
            said.append(f"plan {code.tick(c.digest[:12], 12)}")
        if c.title.strip() and c.line.strip() and not c.stage.over:
            said.append(f"typed {code.tick(words.line_of(c), 200)}")
        return kit.context(" · ".join(said))


def lines(*texts: str) -> kit.Block | None:
    """The texts that are not empty, one below the other."""
    said = "\n".join(text for text in texts if text.strip())
    return kit.section(said) if said else None


def last(events: Sequence[str], most: int = 5) -> Iterator[kit.Block]:
    """The last few events of the cluster, as code."""
    shown = [code.inert(" ".join(one.split())[:200]) for one in events if one.strip()][-most:]
    if shown:
        yield kit.section(code.block(kit.cut(one, 400) for one in shown))
