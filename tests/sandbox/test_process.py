"""The sandbox as strangers meet it: a process that prints a line, a page, a shared clock, another client."""

import asyncio
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.clock import Clock
from sandbox.shared_clock import adopt
from tests.postgres import drop_database, fresh_database

NODE_APP = """
import bolt from '@slack/bolt';
const facts = JSON.parse(process.argv[2]);
const app = new bolt.App({ token: facts.bot_token, appToken: facts.app_token, socketMode: true,
                           clientOptions: { slackApiUrl: facts.slack_api_url } });
app.command('/incident', async ({ ack, body, client }) => {
  await client.chat.postMessage({ channel: body.channel_id, text: 'from node',
                                  blocks: [{ type: 'divider' }] });
  await ack('node heard ' + body.text);
});
await app.start();
console.log('started');
"""


def test_the_process_prints_one_line_and_stays_until_it_is_told_to_stop(process):
    assert set(process) - {"pid"} == {
        "url", "slack_api_url", "events_url", "bot_token", "app_token", "signing_secret", "people",
        "clusters",
    }  # fmt: skip
    assert process["slack_api_url"].endswith("/api/")
    people = process["people"]
    assert len(people) >= 8
    assert all(set(p) == {"id", "name", "tz", "is_guest"} for p in people)
    assert len({p["tz"] for p in people}) > 4
    assert sum(p["is_guest"] for p in people) == 1
    with urlopen(process["url"]) as page:
        html = page.read().decode()
    assert "<!doctype html>" in html.lower()
    assert "innerHTML" not in html


async def test_the_page_and_what_it_needs_is_served(sandbox, session, client):
    posted = await client.chat_postMessage(channel="#incidents", text="<b>x</b>")
    link = (await client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"]))["permalink"]
    for path in ("/", "/static/page.js", "/static/page.css", "/avatars/U0MIRA0001-48.png", link):
        async with session.get(path if path.startswith("http") else sandbox.url + path) as answer:
            assert answer.status == 200, path


async def test_a_file_is_never_served_as_a_page(drive, sandbox, session):
    body = {"channel": "incidents", "name": "a.html", "content": "<script>alert(1)</script>"}
    id_ = (await drive("people/mira/upload", **body))["file"]["id"]
    async with session.get(f"{sandbox.url}/_sandbox/files/{id_}/raw") as answer:
        assert answer.content_type == "text/plain"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_clock_of_the_database_is_adopted_once_it_is_there():
    """The table and the row may each be missing at first: the product makes them when it starts."""
    url, clock = fresh_database(template=None), Clock()
    adopting = asyncio.create_task(adopt(clock, url.replace("postgresql://", "postgresql+psycopg://")))
    try:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as db:
            await asyncio.sleep(0.3)
            await db.execute(
                "CREATE TABLE clock (real_origin timestamptz, virtual_origin timestamptz, speed float8)"
            )
            assert clock.speed == 1
            await db.execute("INSERT INTO clock VALUES (now(), now() + interval '1 day', 60)")
            await asyncio.wait_for(adopting, 5)
    finally:
        adopting.cancel()
        drop_database(url)
    assert clock.speed == 60
    assert clock.now() - time.time() > 86_000


async def test_a_database_that_is_not_there_is_no_trouble():
    clock = Clock()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(adopt(clock, "postgresql://127.0.0.1:9/none"), 0.3)
    assert clock.speed == 1


def test_the_synchronous_bolt_on_the_standard_librarys_socket_agrees(process):
    client = WebClient(token=process["bot_token"], base_url=process["slack_api_url"])
    app = App(client=client, signing_secret=process["signing_secret"], process_before_response=True)
    app.command("/incident")(lambda ack, body: ack(f"heard {body['text']}"))
    handler = SocketModeHandler(app, process["app_token"])
    handler.connect()
    try:
        assert typed(process, "/incident hi")["text"] == "heard hi"
    finally:
        handler.close()


def typed(process, text):
    """Type a command as Mira, with nothing but the standard library."""
    body = json.dumps({"channel": "incidents", "text": text}).encode()
    with urlopen(Request(f"{process['url']}/_sandbox/people/mira/command", data=body)) as answer:
        return json.load(answer)


@pytest.mark.node
def test_the_javascript_stack_agrees(process, tmp_path: Path):
    """Needs Node and a folder with @slack/bolt installed, named by TOCSIN_NODE_MODULES."""
    modules, node = os.environ.get("TOCSIN_NODE_MODULES", ""), shutil.which("node")
    if not (node and (Path(modules) / "@slack/bolt").is_dir()):
        pytest.skip("no Node, or TOCSIN_NODE_MODULES holds no @slack/bolt")
    (tmp_path / "node_modules").symlink_to(modules)
    (tmp_path / "app.mjs").write_text(NODE_APP)
    facts = json.dumps({k: v for k, v in process.items() if k != "pid"})
    with subprocess.Popen(
        [node, "app.mjs", facts], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as app:
        assert app.stdout is not None
        assert app.stdout.readline().strip() == "started"
        assert typed(process, "/incident hi")["text"] == "node heard hi"
        with urlopen(f"{process['url']}/_sandbox/channels/incidents/messages") as answer:
            assert json.load(answer)["messages"][-1]["text"] == "from node"
        app.terminate()
