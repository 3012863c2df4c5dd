"""What changed before an incident was declared: one message below its card. Rendered by the worker."""

from __future__ import annotations

from bot.views import kit
from bot.views.ops import code, words

_ROOM = 5_200
"""Escaped characters of the list: what is older matters less, and `/ops changes` has it all."""


def recent(cluster: str, namespace: str, span: str, summary: str, text: str, why: str = "") -> kit.Message:
    """The list as the action drew it, redacted already. `span` is `2 hours`.

    With `why` the cluster did not say; then that is one quiet line.
    """
    place = words.where(cluster, namespace)
    if why.strip():
        said = f"What changed lately in {place} is not known: {words.quoted(why, 300)}"
        return kit.message(said, kit.context(said))
    if not text.strip():
        unread = summary.partition(";")[2].strip()
        more = f" ({words.quoted(unread, 200)})" if unread else ""
        said = f"Nothing changed in {place} in the last {span}{more}."
        return kit.message(said, kit.context(said))
    part = code.beginning(text, _ROOM)
    head = f"*What changed before this* · {place} · {words.quoted(summary, 300)}"
    left = f"… and {part.left_out} more lines: `/ops changes` shows them all." if part.left_out else ""
    blocks = [kit.section(page) for page in code.pages(part.lines)]
    return kit.message(head, kit.context(head), *blocks, kit.context(left) if left else None)
