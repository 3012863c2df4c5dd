"""The actions that only look. They run at once, as the bot's own account, and show nothing unredacted.

`READS` is what the registry takes; a new read is a file here and a name there.
"""

from __future__ import annotations

from bot.actions.kit import Action
from bot.actions.reading import access, describe, events, get, logs, raw, rollouts, top

READS: tuple[Action, ...] = (
    get.ACTION,
    raw.ACTION,
    describe.ACTION,
    logs.ACTION,
    events.ACTION,
    top.ACTION,
    *rollouts.ACTIONS,
    access.ACTION,
)
