"""A sandbox in the test's own loop, a driver for it, and real Slack clients pointed at it."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox, start

JSON = dict[str, Any]
MIRA, PRIYA, GUS, OLGA, BOT = "U0MIRA0001", "U0PRIYA001", "U0GUEST001", "U0GONE0001", "U0TOCSIN01"
INCIDENTS, GENERAL, ENGINEERING = "C0INCIDEN1", "C0GENERAL1", "C0ENGINEE1"
Refused = Callable[[Awaitable[Any]], Awaitable[JSON]]


class Driver:
    """The driver's HTTP, short: `await drive("people/mira/command", channel=..., text=...)`."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url
        self.status = 0

    async def __call__(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/_sandbox/{path}", json=body) as answer:
            self.status = answer.status
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/_sandbox/{path}") as answer:
            self.status = answer.status
            return await answer.json()


class Line:
    """One raw Socket Mode connection, to see frames and to choose what is acked."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def next(self, seconds: float = 2.0) -> JSON:
        frame: JSON = await self.ws.receive_json(timeout=seconds)
        return frame

    async def ack(self, envelope: JSON, payload: JSON | None = None) -> None:
        await self.ws.send_json({"envelope_id": envelope["envelope_id"], "payload": payload or {}})

    async def silent(self, seconds: float = 0.15) -> bool:
        try:
            await self.ws.receive(timeout=seconds)
        except TimeoutError:
            return True
        return False


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    running = await start(database_url="")
    yield running
    await running.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=300)) as session:
        yield session


@pytest.fixture
def drive(sandbox: Sandbox, session: aiohttp.ClientSession) -> Driver:
    return Driver(session, sandbox.url)


@pytest.fixture
def client(sandbox: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    facts = sandbox.facts()
    return AsyncWebClient(
        token=facts["bot_token"], base_url=facts["slack_api_url"], session=session, retry_handlers=[]
    )


@pytest.fixture
def refused() -> Refused:
    """Await a call that must fail and answer its body."""

    async def expect(call: Awaitable[Any]) -> JSON:
        with pytest.raises(SlackApiError) as caught:
            await call
        body: JSON = caught.value.response.data
        return body

    return expect


@pytest.fixture
async def lines(sandbox: Sandbox, session: aiohttp.ClientSession) -> AsyncIterator[Callable[[], Any]]:
    """Open raw Socket Mode connections, past their hello."""
    opened: list[Line] = []

    async def open_one() -> Line:
        token = sandbox.facts()["app_token"]
        client = AsyncWebClient(token=token, base_url=f"{sandbox.url}/api/", session=session)
        url = (await client.apps_connections_open(app_token=token))["url"]
        line = Line(await session.ws_connect(url))
        assert (await line.next())["type"] == "hello"
        opened.append(line)
        return line

    yield open_one
    for line in opened:
        await line.ws.close()


@pytest.fixture
async def app(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A real Bolt app, connected when the test calls `app.connect()`."""
    facts = sandbox.facts()
    bolt = AsyncApp(client=client, signing_secret=facts["signing_secret"], process_before_response=True)
    handler = AsyncSocketModeHandler(bolt, facts["app_token"])
    bolt.connect = handler.connect_async  # type: ignore[attr-defined]
    yield bolt
    await handler.close_async()


@pytest.fixture(scope="session")
def documented() -> dict[str, JSON]:
    """What Slack documents of each method: tiers by two sources, required arguments, error names."""
    path = Path(__file__).parent / "slack_methods.json"
    table: dict[str, JSON] = json.loads(path.read_text())
    return table


@pytest.fixture(scope="session")
def process() -> Iterator[JSON]:
    """The sandbox as its own process, one for all who need no fresh one; yields the line it printed."""
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline()) | {"pid": running.pid}
        running.terminate()
        assert running.wait(5) == 0
