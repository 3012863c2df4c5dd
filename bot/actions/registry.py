"""Every action there is, by name. Used by `app`: the specs go to the doors, the rest to the worker."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.changed import CHANGED
from bot.actions.changing import CHANGES
from bot.actions.executing import EXECUTING
from bot.actions.kit import Action
from bot.actions.reading import READS
from bot.domain.action import Specs

ACTIONS: Mapping[str, Action] = {
    action.spec.name: action for action in (*READS, *CHANGED, *CHANGES, *EXECUTING)
}


def specs() -> Specs:
    """What the rest of the house may know of them."""
    return Specs(tuple(action.spec for action in ACTIONS.values()))
