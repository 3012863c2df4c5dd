"""A stage for scenes about durability: sandbox, database, catalogue, and replicas that may be killed.

async with staged(database, tmp_path) as stage:
    bot = await stage.process().start()
    ref = await stage.declare("P0")
    await stage.quiet()
    await whole(stage)                       # tests/scenes/whole.py
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bot import app
from bot.catalog.load import load
from bot.domain.incident import Incident
from bot.domain.policy import Catalog
from bot.settings import Settings
from bot.store import queries
from bot.store.store import Store
from bot.usecases.desk import Desk
from sandbox.server import Sandbox, start
from tests.serving import ROOT, Process, environment
from tests.slack_driver import JSON, MIRA, Driver, driving, eventually

# Several starts in one test: bytecode is kept for the run, also where the machine says not to write any.
QUICKLY = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "tocsin-tests-bytecode"),
}

SECOND_LINK = """  - title: Dashboards
    url: https://grafana.smartcloudops.ai
"""

FREE = """
SELECT count(*) FILTER (WHERE job.status = 'doing'),
       count(*) FILTER (WHERE job.status = 'todo' AND NOT EXISTS (
         SELECT FROM procrastinate_jobs other WHERE other.status = 'doing' AND other.lock = job.lock))
  FROM procrastinate_jobs job WHERE job.status IN ('doing', 'todo')
"""


@dataclass
class Stage:
    """Everything a scene needs; what it started ends with it."""

    slack: Sandbox
    people: Driver
    database: str
    folder: Path
    store: Store
    catalog: Catalog
    speed: float = 1.0
    processes: list[Process] = field(default_factory=list)
    declared: int = 0

    @property
    def desk(self) -> Desk:
        """A desk over the same database, for commands without a door."""
        return Desk(self.store, self.store.clock, self.catalog)

    def settings(self, **more: str) -> dict[str, str]:
        return {
            "TOCSIN_CATALOG": str(self.folder / "catalog"),
            "TOCSIN_CLOCK_SPEED": str(self.speed),
            **more,
        }

    def process(self, **more: str) -> Process:
        """A replica of its own; all share one folder, as replicas of one host do."""
        made = Process(self.slack.facts(), self.database, self.folder, **self.settings(**more), **QUICKLY)
        self.processes.append(made)
        return made

    @asynccontextmanager
    async def replica(self, **more: str) -> AsyncIterator[app.Replica]:
        """A replica in this loop."""
        from tests.serving import replica

        async with replica(self.slack.facts(), self.database, self.folder, **self.settings(**more)) as made:
            yield made

    async def fault(self, method: str, kind: str, **more: Any) -> None:
        await self.people.post("faults", method=method, kind=kind, **more)

    async def declare(self, severity: str = "P1", person: str = MIRA, flags: str = "") -> Incident:
        """Declare by hand, under a title of its own; the incident as the database has it."""
        self.declared += 1
        title = f"outage{self.declared}"
        seen = await self.people.type(person, f"/incident declare {severity} {flags} {title}", "incidents")
        assert seen["acked"], seen
        return await self.titled(title)

    async def titled(self, title: str) -> Incident:
        """The incident with that title, as soon as the database has it."""

        async def look() -> Incident | None:
            found = [one for one in await self.incidents() if str(one.title) == title]
            assert len(found) < 2, found
            return found[0] if found else None

        found: Incident = await eventually(look, f"an incident called {title!r}")
        return found

    async def incidents(self) -> list[Incident]:
        streams = await queries.all_streams(self.store)
        found = [await queries.incident(self.store, stream) for stream, _ in streams]
        return [one for one in found if one is not None]

    async def fresh(self, incident: Incident) -> Incident:
        """`incident` as it is now."""
        found = await queries.incident(self.store, incident.id)
        assert found is not None
        return found

    async def channel(self, incident: Incident) -> str:
        """The id of the channel of `incident`, which is open by now."""
        channel = (await self.fresh(incident)).channel
        assert channel is not None
        return channel.id

    async def jobs(self) -> tuple[int, int]:
        """(jobs that run, jobs that wait for nothing but a worker)."""
        found = await self.store.rows(FREE)
        return found[0][0], found[0][1]

    async def quiet(self, seconds: float = 90.0) -> None:
        """Wait until nothing is left to do."""

        async def look() -> bool:
            return await self.jobs() == (0, 0)

        await eventually(look, "an empty queue", seconds)

    async def stuck(self, held: int, seconds: float = 90.0) -> None:
        """Wait until so many calls are held and everything else is done."""

        async def look() -> bool:
            return self.slack.faults.held == held and await self.jobs() == (held, 0)

        await eventually(look, f"{held} held calls and nothing else", seconds)

    async def until(self, look: Callable[[], Awaitable[Any]], what: str, seconds: float = 90.0) -> Any:
        return await eventually(look, what, seconds)

    def kill(self) -> None:
        """kill -9 for every process that runs; then what was held is let go, to callers that are gone."""
        for process in self.processes:
            process.kill()
        self.slack.faults.clear()

    async def everything(self) -> dict[str, tuple[JSON, list[JSON]]]:
        """(channel, messages) of every conversation, by id."""
        return {
            room["id"]: (room, await self.people.messages(room["id"]))
            for room in await self.people.channels()
        }

    def sql(self, statement: str, database: str | None = None) -> None:
        """As an administrator of the database server."""
        with psycopg.connect(database or self.database, autocommit=True) as connection:
            connection.execute(statement)


@asynccontextmanager
async def staged(
    database: str, folder: Path, *, speed: float = 1.0, limits: bool = False
) -> AsyncIterator[Stage]:
    """A stage on an empty database; without Slack's rate limits unless a scene is about them."""
    _catalogue(folder / "catalog")
    slack = await start(database_url=database, speed=speed, limits=limits)
    store = await Store.open(database, pool_size=4, clock_speed=speed)
    try:
        async with driving(slack.url) as people:
            catalog = load(folder / "catalog")
            stage = Stage(slack, people, database, folder, store, catalog, speed)
            try:
                yield stage
            finally:
                stage.kill()
    finally:
        await store.close()
        await slack.stop()


def _catalogue(folder: Path) -> None:
    """The shipped catalogue with a second bookmark, so that a crash may fall between two."""
    shutil.copytree(ROOT / "catalog" / "smartcloudops", folder / "smartcloudops")
    file = folder / "smartcloudops" / "system.yaml"
    text = file.read_text()
    file.write_text(text.replace("links:\n", f"links:\n{SECOND_LINK}"))


def settings_of(stage: Stage, **more: str) -> Settings:
    """The settings of a replica on this stage, for a test that makes one part of it itself."""
    facts = environment(stage.slack.facts(), stage.database, stage.folder, **stage.settings(**more))
    return Settings.model_validate(facts)
