"""What others changed: a list when somebody asks, and a look every few seconds while an incident is open.

`changes` is the action of `/ops changes`, `watching` is what the worker's job calls. Who it was is read off
managedFields, as far as they tell.
"""

from __future__ import annotations

from bot.actions.changed import changes
from bot.actions.kit import Action

CHANGED: tuple[Action, ...] = (changes.ACTION,)
