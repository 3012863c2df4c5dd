"""Commands in containers: of the system file's list, as the person who asks, without a shell or a terminal.

`EXECUTING` is what the registry takes; `bot.actions.applying` carries an approved one out by `carrying`.
"""

from bot.actions.executing.inside import INSIDE
from bot.actions.executing.one_off import ONE_OFF
from bot.actions.kit import Action

EXECUTING: tuple[Action, ...] = (*INSIDE, *ONE_OFF)

__all__ = ["EXECUTING"]
