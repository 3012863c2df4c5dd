"""Drafts of the postmortem: revisions in the database, of which files and uploads are copies.

Called by the report effects and by `/incident postmortem`.
"""

from __future__ import annotations

import hashlib

from bot.domain import events as e
from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.store import artifacts, heads, timeline
from bot.usecases import read
from bot.usecases.desk import Desk
from bot.usecases.settle import settle

KIND = "postmortem"


async def latest(desk: Desk, stream: str) -> str | None:
    """The newest draft's Markdown, None before the first and after a redaction."""
    found = await artifacts.latest(desk.store, stream, KIND)
    return found.body.decode("utf-8", "surrogateescape") if found and found.body is not None else None


async def story(desk: Desk, stream: str) -> tuple[Incident, list[Fact], str]:
    """Everything a report is made of: the state, the whole timeline, the head of its chain."""
    incident = await read.incident(desk, stream)
    facts = await timeline.read(desk.store, stream)
    head = await heads.head(desk.store, stream)
    return incident, facts, head.hash


async def drafted(desk: Desk, incident: Incident, key: str, markdown: str, path: str) -> None:
    """Keep `markdown` as the next revision and say so in the timeline; a draft equal to the last is none."""
    if markdown == await latest(desk, incident.id):
        return
    body = markdown.encode("utf-8", "surrogateescape")
    digest = hashlib.sha256(body).hexdigest()
    revision = incident.drafts + 1
    await artifacts.save(desk.store, incident.id, f"draft-{revision}.md", KIND, body, digest)
    await settle(desk, incident.id, key, [e.PostmortemDrafted(revision, digest, path)])
