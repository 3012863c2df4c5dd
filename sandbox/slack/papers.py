"""Files and the three steps in which they come. Called by the file methods and the driver."""

from sandbox.slack import talk
from sandbox.slack.records import Channel, File, Message
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.workspace import Workspace

_ALT_LENGTH = 1000
_SNIPPET_BYTES = 1_000_000


def expect(ws: Workspace, name: str, length: int, by: str, *, alt_txt: str = "", snippet: str = "") -> File:
    """Step one: a file is announced and gets an id and an upload key."""
    if len(alt_txt) > _ALT_LENGTH:
        raise Refusal("alt_txt_too_large")
    if snippet and length > _SNIPPET_BYTES:
        raise Refusal("snippet_too_large")
    id_ = ws.new_id("F")
    paper = File(id_, name, name, by, ws.seconds(), f"up-{id_.lower()}", length, alt_txt, snippet)
    ws.files[id_] = paper
    ws.uploads[paper.upload] = id_
    return paper


def complete(
    ws: Workspace,
    wanted: list[tuple[str, str]],
    rooms: list[Channel],
    by: str,
    text: str = "",
    blocks: list[JSON] | None = None,
    thread_ts: str | None = None,
) -> list[File]:
    """Step three: the uploaded files (id, title) are taken in and shared. Raises file_not_found."""
    papers = [_uploaded(ws, id_) for id_, _ in wanted]
    for paper, (_, title) in zip(papers, wanted, strict=True):
        paper.title = title or paper.name
        paper.completed = True
        ws.uploads.pop(paper.upload, None)
    for room in rooms:
        share(ws, room, papers, by, text, blocks, thread_ts)
    return papers


def _uploaded(ws: Workspace, id_: str) -> File:
    """A file whose bytes came and that was not completed: a second completion finds nothing pending."""
    paper = ws.files.get(id_)
    if paper is None or paper.content is None or paper.completed or paper.deleted:
        raise Refusal("file_not_found")
    return paper


def share(
    ws: Workspace,
    room: Channel,
    papers: list[File],
    by: str,
    text: str = "",
    blocks: list[JSON] | None = None,
    thread_ts: str | None = None,
) -> Message:
    ids = [p.id for p in papers]
    for paper in papers:
        # The message event already shows the file as shared, so the channel is known before the stamp is.
        paper.shares.setdefault(room.id, [])
    said = talk.post(
        ws,
        room,
        by,
        text,
        blocks=blocks or [],
        files=ids,
        thread_ts=thread_ts,
        subtype="file_share",
        by_app=ws.people[by].is_bot,
    )
    for paper in papers:
        paper.shares[room.id].append(said.ts)
    return said


def find(ws: Workspace, id_: str) -> File:
    paper = ws.files.get(id_)
    if paper is None or not paper.completed:
        raise Refusal("file_not_found")
    if paper.deleted:
        raise Refusal("file_deleted")
    return paper


def delete(ws: Workspace, id_: str, by: str) -> None:
    paper = find(ws, id_)
    if paper.user != by:
        raise Refusal("cant_delete_file")
    paper.deleted = True
    paper.content = None
