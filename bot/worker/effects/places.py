"""Where the messages of a stream stand: an incident in its channel, an operation in one thread.

Used by the effects that post.
"""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.stream import Stream
from bot.errors import Temporary
from bot.worker.loop import Run

PATIENCE = 4
"""So many tries a threaded message waits for what it answers; then it stands in the channel itself."""


def room(s: Stream) -> str | None:
    """The channel to post in; None while there is none, or when it cannot be used any more."""
    if isinstance(s, Incident):
        return s.channel.id if s.channel is not None and s.channel.state == "open" else None
    return s.anchor.channel if s.anchor else None


def waiting(s: Stream, run: Run) -> str | None:
    """`room`, but one that is still to come is waited for; None when the channel is gone for good."""
    found = room(s)
    gone = isinstance(s, Incident) and s.channel is not None
    if found is None and not gone and run.attempt < 2 * PATIENCE:
        raise Temporary("the channel is not there yet", after=1.0)
    return found


def thread(s: Stream, key: str | None, run: Run) -> str | None:
    """The message to answer, the one posted as `key`, waited for a little; an operation's is its head."""
    if not isinstance(s, Incident):
        key = "card"
    if key is None:
        return None
    post = s.posts.get(key) or (s.anchor if key.startswith("change-") else None)
    if post is None and run.attempt < PATIENCE:
        raise Temporary("the message it answers is not there yet", after=1.0)
    return post.ts if post else None
