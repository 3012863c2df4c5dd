"""The changes: what they are called, how each becomes a frozen plan, and how its rollout is watched.

`bot.actions.registry` is what the rest of the house asks; carrying a plan out is `bot.actions.applying`.
"""

from bot.actions.changing.cordoning import CORDONING
from bot.actions.changing.creating import CREATING
from bot.actions.changing.deleting import DELETING
from bot.actions.changing.draining import DRAINING
from bot.actions.changing.jobs import JOBS
from bot.actions.changing.labelling import LABELLING
from bot.actions.changing.patching import PATCHING
from bot.actions.changing.pausing import PAUSING
from bot.actions.changing.rolling import ROLLING
from bot.actions.changing.scaling_many import SCALING_MANY
from bot.actions.changing.setting import SETTING
from bot.actions.kit import Action

CHANGES: tuple[Action, ...] = (
    *ROLLING,
    *PAUSING,
    *SCALING_MANY,
    *SETTING,
    *LABELLING,
    *PATCHING,
    *DELETING,
    *JOBS,
    *CREATING,
    *CORDONING,
    *DRAINING,
)

__all__ = ["CHANGES"]
