"""Adopts the clock that the product wrote into its database, so that both date things alike.

Run by `server` when TOCSIN_DATABASE_URL is set. The table is made by the product's first process, which may
start long after the sandbox: until then there is nothing to adopt, and that is normal.
"""

import asyncio

import psycopg

from sandbox.clock import Clock

_QUERY = "SELECT extract(epoch FROM real_origin), extract(epoch FROM virtual_origin), speed FROM clock"
_EVERY_SECONDS = 1.0


async def adopt(clock: Clock, database_url: str) -> None:
    """Ask once a second until the row is there, then aim the clock by it and be done."""
    found = False
    while not found:
        found = await _try(clock, _plain(database_url))
        if not found:
            await asyncio.sleep(_EVERY_SECONDS)


def _plain(url: str) -> str:
    """SQLAlchemy writes its driver into the scheme; libpq does not know it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


async def _try(clock: Clock, url: str) -> bool:
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=3) as connection:
            row = await (await connection.execute(_QUERY)).fetchone()
    except (psycopg.Error, OSError):
        return False
    if row is None:
        return False
    clock.aim(float(row[0]), float(row[1]), float(row[2]))
    return True
