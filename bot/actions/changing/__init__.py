"""The changes: what they are called, how each becomes a frozen plan, and how its rollout is watched.

`bot.actions.registry` is what the rest of the house asks; carrying a plan out is `bot.actions.applying`.
"""

from bot.actions.changing.patching import PATCHING
from bot.actions.changing.rolling import ROLLING
from bot.actions.changing.scaling import SCALING
from bot.actions.changing.setting import SETTING
from bot.actions.kit import Action

CHANGES: tuple[Action, ...] = (*ROLLING, *SCALING, *SETTING, *PATCHING)

__all__ = ["CHANGES"]
