"""Is the database there, and of this version? Asked by `/readyz`."""

from __future__ import annotations

from bot.store.connections import Busy
from bot.store.migrate import newest
from bot.store.store import Store


async def migrated(store: Store) -> bool:
    """Whether the database answers and has every migration this version brings (or newer ones)."""
    try:
        found = await store.rows("SELECT version_num FROM alembic_version")
    except Busy:
        return False
    return bool(found) and found[0][0] >= (newest() or "")
