"""The workspace: who and what exists, found in constant time. The rules change it, `shapes` draws it.

`announce` is its only way out: whatever happened in a place the bot can see becomes an event.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable

from sandbox.clock import Clock
from sandbox.slack import seed
from sandbox.slack.records import Channel, File, Group, Person, Scheduled, View
from sandbox.slack.refusal import JSON, Refusal


class Workspace:
    """State of one Slack team with one app installed."""

    def __init__(self, clock: Clock, base_url: str, people: Iterable[Person]) -> None:
        self.clock = clock
        self.base_url = base_url
        self.people: dict[str, Person] = {p.id: p for p in people}
        self.announce_event: Callable[[JSON], None] = lambda event: None
        self.clear()

    def clear(self) -> None:
        """Back to the first morning, with the people who are here now."""
        self.channels: dict[str, Channel] = {}
        self.names: dict[str, str] = {}
        self.rooms_of: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.directs: dict[frozenset[str], str] = {}
        self.groups: dict[str, Group] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, str] = {}
        self.views: dict[str, View] = {}
        self.stacks: defaultdict[str, list[str]] = defaultdict(list)
        self.homes: dict[str, str] = {}
        self.external_ids: dict[str, str] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self._counts: defaultdict[str, itertools.count[int]] = defaultdict(lambda: itertools.count(1))
        self.emails = {p.email: p.id for p in self.people.values() if p.email}
        self._furnish()

    def _furnish(self) -> None:
        now = self.seconds()
        for group in seed.groups(now):
            self.groups[group.id] = group
        staff = [p for p in self.people.values() if not (p.is_guest or p.deleted or p.is_bot)]
        guests = [p for p in self.people.values() if p.is_guest and not p.deleted]
        for id_, name, topic, with_bot, with_guests in seed.CHANNELS:
            channel = Channel(id_, name, "public", staff[0].id, now, general=name == "general")
            channel.topic = {"value": topic, "creator": staff[0].id, "last_set": now}
            self.add_channel(channel)
            for person in staff + (guests if with_guests else []):
                self.enter(channel, person.id)
            if with_bot:
                self.enter(channel, seed.BOT_USER)

    def seconds(self) -> int:
        return int(self.clock.now())

    def new_id(self, prefix: str) -> str:
        """The next id of a kind, like C00000000A: Slack's alphabet, and the same in every run."""
        return f"{prefix}0{next(self._counts[prefix]):08X}"

    def new_stamp(self, channel: Channel) -> str:
        """A message stamp that no other message of the channel has and that sorts after all of them."""
        channel.latest = max(int(self.clock.now() * 1_000_000), channel.latest + 1)
        seconds, rest = divmod(channel.latest, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def add_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        if channel.name:
            self.names[channel.name] = channel.id

    def enter(self, channel: Channel, user: str) -> None:
        channel.members[user] = None
        self.rooms_of[user][channel.id] = None

    def exit(self, channel: Channel, user: str) -> None:
        channel.members.pop(user, None)
        self.rooms_of[user].pop(channel.id, None)

    def visible(self, channel_id: str, user: str = seed.BOT_USER) -> Channel:
        """The channel, if `user` may know of it. Raises channel_not_found."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.is_closed and user not in channel.members):
            raise Refusal("channel_not_found")
        return channel

    def named(self, word: str) -> Channel | None:
        """A channel by id or by name, with or without its hash sign."""
        return self.channels.get(word) or self.channels.get(self.names.get(word.lstrip("#"), ""))

    def person(self, user: str, error: str = "user_not_found") -> Person:
        person = self.people.get(user)
        if person is None:
            raise Refusal(error)
        return person

    def direct(self, users: Iterable[str]) -> tuple[Channel, bool]:
        """The direct conversation of exactly these people, made when it is not there, and whether it was."""
        who = frozenset(users)
        if who in self.directs:
            return self.channels[self.directs[who]], True
        pair = len(who) <= 2
        channel = Channel(
            self.new_id("D" if pair else "C"), "", "im" if pair else "mpim", seed.BOT_USER, self.seconds()
        )
        if not pair:
            channel.name = "mpdm-" + "--".join(sorted(self.people[u].name for u in who)) + "-1"
        self.add_channel(channel)
        for user in sorted(who):
            self.enter(channel, user)
        self.directs[who] = channel.id
        return channel, False

    def announce(self, event: JSON, channel: Channel | None = None) -> None:
        """Send an event to the app if it may see it: about no channel, or about one it is in."""
        if channel is None or seed.BOT_USER in channel.members:
            self.announce_event(event)
