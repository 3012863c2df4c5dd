"""The clock's one row: where its time began and how fast it runs. Read by `Store.open`.

The first process writes it. Who starts later with another speed takes over from the time it then is,
so time never runs back, whatever the speeds of the runs before.
"""

from __future__ import annotations

from bot.clock import Clock, wall
from bot.store.connections import Connection

READ = "SELECT real_origin, virtual_origin, speed FROM clock FOR UPDATE"


async def take_clock(connection: Connection, speed: float | None) -> Clock:
    """The clock all replicas share, from now on running at `speed`; with None as it runs already."""
    moment = wall()
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO clock (real_origin, virtual_origin, speed) VALUES (%s, %s, %s) "
            "ON CONFLICT (one) DO NOTHING",
            (moment, moment, speed or 1.0),
        )
        row = await (await connection.execute(READ)).fetchone()
        assert row is not None
        clock = Clock(*row)
        if speed is None or clock.speed == speed:
            return clock
        clock = Clock(moment, max(clock.now(), clock.virtual_origin), speed)
        await connection.execute(
            "UPDATE clock SET real_origin = %s, virtual_origin = %s, speed = %s",
            (clock.real_origin, clock.virtual_origin, speed),
        )
        return clock
