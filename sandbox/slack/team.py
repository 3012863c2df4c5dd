"""The whole of the local Slack, put together: state, Socket Mode, rates, open interactions, tokens.

Methods and the driver get this one object; `server` makes it.
"""

from sandbox.clock import Clock
from sandbox.slack import events, scheduled, seed
from sandbox.slack.interactions import Interactions
from sandbox.slack.rates import Rates
from sandbox.slack.records import Scheduled
from sandbox.slack.socket import SocketMode
from sandbox.slack.workspace import Workspace


class Team:
    """One workspace with one installed app, as live parts."""

    def __init__(self, clock: Clock, base_url: str, people: int = 0, *, limits: bool = True) -> None:
        self.clock = clock
        self.base_url = base_url
        self.workspace = Workspace(clock, base_url, seed.people(people))
        self.link = SocketMode(clock, base_url)
        self.rates = Rates(clock, limits)
        self.interactions = Interactions(self.workspace)
        self.bot_user = seed.BOT_USER
        self.revoked = False
        self.latency = 0.0
        self.workspace.announce_event = self._send_event

    def _send_event(self, event: dict[str, object]) -> None:
        self.link.send_event(events.wrap(event, self.workspace.new_id("Ev"), self.workspace.seconds()))

    def reset(self) -> None:
        """The start state again; people, sockets and clock stay as they are."""
        self.clock.forget()
        self.link.forget()
        self.rates.clear()
        self.interactions.clear()
        self.workspace.clear()
        self.revoked = False
        self.latency = 0.0

    def plan(self, entry: Scheduled) -> None:
        """Post a scheduled message when its time has come."""
        self.clock.call_at(entry.post_at, lambda: scheduled.post(self.workspace, entry.id))
