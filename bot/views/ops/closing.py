"""Asked before an incident closes over changes that stand: undo them, or say why they stay."""

from __future__ import annotations

from datetime import datetime

from bot.domain.stream import Stream
from bot.views import kit
from bot.views.ops import words
from bot.views.ops.listing import standing

_KEEP = "`/incident close --keep why`"


def closing(stream: Stream, now: datetime) -> kit.Message:
    """Each open mitigation with an Undo button, and how to keep them; only the asker sees it."""
    changes = words.undoable(stream)
    ref = kit.words(stream.ref, 40)
    if not changes:
        return kit.message(f"Nothing of {ref} still stands. `/incident close` closes it.")
    one = len(changes) == 1
    some = "a change to a cluster still stands" if one else f"{len(changes)} changes to clusters still stand"
    said = f"*{ref} is not closed: {some}.*"
    keep = f"Undo {'it' if one else 'them'}, or say why {'it' if one else 'they'} may stay: {_KEEP}"
    return kit.message(
        f"{said} {keep}",
        kit.section(said),
        *standing(changes, now),
        kit.section(keep),
        kit.context(f"What stays is named, with the reason, in the timeline and the postmortem of {ref}."),
    )
