"""`/ops list`: the changes of a stream, the newest first, and those that stand with their way back.

`standing` is shared with `closing`, which shows the same when an incident would close over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.changes import Change
from bot.domain.stream import Stream
from bot.views import kit, phrases
from bot.views.lists import packed
from bot.views.ops import words

_ROWS = 25
_STANDING = 15


def listing(stream: Stream, now: datetime, names: kit.Names = kit.NOBODY) -> kit.Message:
    """Every change the state still holds in a line; the open mitigations with an Undo button each."""
    ref = kit.words(stream.ref, 40)
    if not stream.changes:
        return kit.message(f"No change was asked for in {ref} yet. `/ops help` shows what there is.")
    newest = sorted(stream.changes, key=lambda change: -change.number)
    rows = [f"{words.row(one, now)} · {kit.mention(one.requester, names)}" for one in newest[:_ROWS]]
    more = max(stream.asked, len(newest)) - len(rows)
    if more > 0:
        rows.append(f"and {phrases.count(more, 'older one')}: `/incident timeline` has them all")
    title = f"Changes of {ref}: {max(stream.asked, len(newest))}"
    open_ones = words.undoable(stream)
    heading = f"*{phrases.count(len(open_ones), 'change')} can still be undone*"
    return kit.message(
        title,
        kit.section(f"*{title}*"),
        *packed(rows),
        kit.section(heading) if open_ones else None,
        *standing(open_ones, now),
    )


def standing(changes: tuple[Change, ...], now: datetime) -> Iterator[kit.Block]:
    """A row with an Undo button for each."""
    for change in changes[:_STANDING]:
        back = words.undo_words(change)
        since = f"since {kit.near(change.applied, now)}" if change.applied else "perhaps made"
        said = (
            f"#{change.number} {words.what(change, 150)} · {since}{f' · Undo would: {back}' if back else ''}"
        )
        yield kit.section(said, words.undo_button(change), f"undo:{change.number}")
    if len(changes) > _STANDING:
        yield kit.context(f"and {phrases.count(len(changes) - _STANDING, 'older one')}: undo these first")
