"""What was looked up: a line of what and where, then the text. Rendered by the worker, also while followed.

The text is somebody's log or manifest: it stands in code blocks it cannot leave, and pings nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.views import ids, kit, phrases
from bot.views.ops import code, words

LOG = "log"
_ROOM = 10_400
"""Escaped characters of text in all: Slack takes about 12,000 over all blocks, the header included."""


@dataclass(frozen=True)
class Shown:
    """`whole` is False when the message holds only a part: then the text must be shared as a file too."""

    message: kit.Message
    whole: bool


def output(
    line: str,
    person: str,
    cluster: str,
    namespace: str,
    summary: str,
    text: str,
    masked: int = 0,
    form: str = "text",
    following: bool = False,
    stop_value: str = "",
    shortened: bool = False,
    names: kit.Names = kit.NOBODY,
) -> Shown:
    """A read's answer. `line` is what was typed (`/ops get pods`), `text` is redacted already.

    `form` as in `bot.actions.kit.Output`: a log shows its end, everything else its beginning, so that a
    table keeps its head. `shortened`: the cluster has more than `text`. While `following` there is a
    Stop button with `stop_value` (`ids.join(stream, number)`).
    """
    part = code.ending(text, _ROOM) if form == LOG else code.beginning(text, _ROOM)
    head = _head(line, person, cluster, namespace, summary, masked, following, names)
    left = _left_out(part, form, following)
    more = "The cluster has more than was asked for." if shortened else ""
    before, after = (left, more) if form == LOG else ("", f"{left} {more}".strip())
    blocks = [kit.section(page) for page in code.pages(part.lines)]
    message = kit.message(
        head,
        kit.context(head),
        kit.context(before) if before else None,
        *(blocks or [kit.section("_Nothing._")]),
        kit.context(after) if after else None,
        kit.actions(kit.button("Stop", ids.STOP_FOLLOWING, stop_value)) if following and stop_value else None,
    )
    return Shown(message, part.whole)


def failed(
    line: str, person: str, cluster: str, namespace: str, why: str, names: kit.Names = kit.NOBODY
) -> kit.Message:
    """The same message when the cluster did not answer."""
    head = _head(line, person, cluster, namespace, "", 0, False, names)
    said = f"⚠️ {words.quoted(why, 1000, names)}"
    return kit.message(f"{head}: {said}", kit.context(head), kit.section(said))


def _head(
    line: str,
    person: str,
    cluster: str,
    namespace: str,
    summary: str,
    masked: int,
    following: bool,
    names: kit.Names,
) -> str:
    said = [code.tick(line, 200), kit.mention(person, names)]
    said += [words.where(cluster, namespace)] if cluster.strip() or namespace.strip() else []
    said += [words.quoted(summary, 300, names)] if summary.strip() else []
    said += [f"*{phrases.count(masked, 'value')} masked*"] if masked > 0 else []
    said += ["following"] if following else []
    return " · ".join(said)


def _left_out(part: code.Excerpt, form: str, following: bool) -> str:
    """What is not shown, and where it is; a file for each step of a followed one would bury the channel."""
    if part.whole:
        return ""
    place = "when this ends, the whole comes as a file" if following else "the whole is in the file below"
    if not part.left_out:
        return f"Long lines are cut; {place}."
    if form == LOG:
        return f"{phrases.count(part.left_out, 'earlier line')} not shown; {place}."
    return f"… and {phrases.count(part.left_out, 'more line', 'more lines')}; {place}."
