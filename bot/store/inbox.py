"""Deliveries that were carried out: asked by use-cases that refuse something a second time."""

from __future__ import annotations

from bot.store.store import Store


async def seen(store: Store, key: str) -> bool:
    """Whether the delivery `key` was carried out before. Raises Busy."""
    return bool(await store.rows("SELECT 1 FROM inbox WHERE key = %s", (key,)))
