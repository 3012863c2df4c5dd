"""Is a story whole: does Slack show what the timeline says, once each, and nothing else?

`whole(stage)` goes through every incident of the database. What must stand in Slack it takes from the
product's own map, `followups`, fact by fact; what does stand there it asks the sandbox. It is called when
the queue is empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.domain import events as e
from bot.domain.evolve import evolve
from bot.domain.followups import followups
from bot.domain.incident import Incident
from bot.domain.jobs import Job
from bot.domain.policy import System
from bot.store import timeline
from bot.views import channel as around
from bot.views.call import call
from bot.views.said import direct, said
from tests.scenes.stage import Stage
from tests.slack_driver import BOT, JSON

Rooms = dict[str, tuple[JSON, list[JSON]]]


@dataclass(frozen=True)
class Story:
    """One incident: its facts, the state after each, and the jobs each asked for."""

    incident: Incident
    system: System
    facts: list[e.Fact]
    states: list[Incident]
    jobs: list[tuple[e.Fact, Incident, Job]]

    def count(self, kind: type) -> int:
        return sum(isinstance(fact.event, kind) for fact in self.facts)


async def whole(stage: Stage, parked: int = 0) -> list[Story]:
    """Every incident's story, after making sure that each is whole. `parked` jobs may wait for repair."""
    rooms = await stage.everything()
    stories = [await read(stage, incident) for incident in await stage.incidents()]
    assert stories
    flaws = [*_twice(rooms), *_orphans(stories, rooms)]
    for story in stories:
        verdict = await timeline.prove(stage.store, story.incident.id)
        if not verdict.ok:
            flaws.append(f"{story.incident.ref}: the chain breaks: {verdict.reason}")
        flaws += [f"{story.incident.ref}: {flaw}" for flaw in _flaws(stage, story, rooms)]
    waiting = sum(len(story.incident.parked) for story in stories)
    if waiting != parked:
        flaws.append(f"{waiting} parked: {[story.incident.parked for story in stories]}")
    assert not flaws, "\n".join(flaws)
    return stories


async def read(stage: Stage, incident: Incident) -> Story:
    """The story of `incident`, folded anew from its timeline."""
    facts = await timeline.read(stage.store, incident.id)
    system = stage.desk.system(incident.system)
    state, states = None, []
    for fact in facts:
        after = evolve(state, incident.id, fact)
        assert isinstance(after, Incident)
        state = after
        states.append(state)
    jobs = [
        (fact, state, job)
        for fact, state in zip(facts, states, strict=True)
        for job in followups(fact, state, system)
    ]
    return Story(incident, system, facts, states, jobs)


def keys(rooms: Rooms) -> Counter[str]:
    """How often each of our messages stands in Slack, by the key in its metadata."""
    return Counter(key for _, messages in rooms.values() for key in map(key_of, messages) if key)


def key_of(message: JSON) -> str:
    key = message.get("metadata", {}).get("event_payload", {}).get("key", "")
    return str(key)


def _flaws(stage: Stage, story: Story, rooms: Rooms) -> Iterator[str]:
    if story.states[-1] != story.incident:
        yield "the projection is not the fold of its timeline"
    incident = story.incident
    if story.count(e.ChannelOpened) != 1 or incident.channel is None:
        yield f"{story.count(e.ChannelOpened)} channels opened"
        return
    if incident.channel.id not in rooms:
        yield "its channel is not there"
        return
    room, messages = rooms[incident.channel.id]
    yield from _room(stage, story, room, messages)
    found = keys(rooms)
    for key in _promised(stage, story):
        # A reminder that could not be told in the channel was told to its owner.
        number = found[key] + sum(found[f"{key}:{person}"] for person in incident.responders)
        if number != 1:
            yield f"the message {key} stands {number} times"
    yield from _files(story, messages)


def _room(stage: Stage, story: Story, room: JSON, messages: list[JSON]) -> Iterator[str]:
    incident, card = story.incident, story.incident.posts.get("card")
    if card is None or card.ts not in [m["ts"] for m in messages]:
        yield f"the card {card} is not in the channel"
    elif card.ts not in room["pins"] or len(set(room["pins"])) != len(room["pins"]):
        yield f"pinned is {room['pins']}, the card is {card.ts}"
    if room["creator"] != BOT or room["is_private"] != incident.private:
        yield "its channel is another kind of channel"
    marks = [(mark["title"], mark["link"]) for mark in room["bookmarks"]]
    wanted = [(mark["title"], mark["link"]) for mark in around.bookmarks(incident, story.system)]
    if sorted(marks) != sorted(wanted):
        yield f"bookmarks are {marks}"
    if room["topic"]["value"] != around.topic(incident, story.system):
        yield f"the topic is {room['topic']['value']!r}"
    topics = [m["topic"] for m in messages if m.get("subtype") == "channel_topic"]
    if any(one == other for one, other in pairwise(topics)):
        yield f"the topic was set twice: {topics}"
    invited = {p for *_, job in story.jobs if job.effect == "invite" for p in job.args["people"]}
    missing = people(stage, invited) - set(room["members"])
    if missing:
        yield f"{missing} were not invited"
    yield from _captures(story, messages)


def _captures(story: Story, messages: list[JSON]) -> Iterator[str]:
    """What is pinned by people is kept once."""
    kept = Counter(f.event.ts for f in story.facts if isinstance(f.event, e.MessageCaptured))
    gone = {f.event.ts for f in story.facts if isinstance(f.event, e.CaptureRetracted)}
    for message in messages:
        if message.get("pinned_to") and message["user"] != BOT and kept[message["ts"]] != 1:
            yield f"the pinned message {message['text']!r} was kept {kept[message['ts']]} times"
    if any(n > 1 for ts, n in kept.items() if ts not in gone):
        yield f"kept twice: {kept}"


def _promised(stage: Stage, story: Story) -> Iterator[str]:
    """The key of every message that the facts ask for and that must stand in Slack by now."""
    incident, system, now = story.incident, story.system, stage.store.clock.now()
    yield f"{incident.id}:card"
    if system.announce and not incident.private:
        yield f"{incident.id}:announcement"
    for fact, state, job in story.jobs:
        match job.effect:
            case "tell":
                # A message may have become needless by the time it was sent, or needed only then.
                if said(fact, state, system, now) and said(fact, incident, system, now):
                    yield job.key
            case "call" if call(state, system) and call(incident, system):
                yield job.key
            case "direct" | "page":
                named = job.args["people"] if job.effect == "page" else [job.args["person"]]
                if direct(fact, state, system, now) and direct(fact, incident, system, now):
                    yield from (f"{job.key}:{person}" for person in people(stage, named))


def _files(story: Story, messages: list[JSON]) -> Iterator[str]:
    ref, drafts = story.incident.ref, story.incident.drafts
    shared = Counter(file["title"] for message in messages for file in message.get("files", ()))
    wanted = {f"Timeline of {ref}": story.count(e.Resolved)} | {f"Postmortem {ref}, draft {drafts}": 1}
    for title, number in wanted.items() if drafts else ():
        if shared[title] != number:
            yield f"the file {title!r} was shared {shared[title]} times instead of {number}"
    known = {*wanted, *(f"Postmortem {ref}, draft {n}" for n in range(1, drafts))}
    if set(shared) - known or any(n > 1 for title, n in shared.items() if "Postmortem" in title):
        yield f"the files are {dict(shared)}"
    if len(set(_digests(story))) != drafts:
        yield f"{drafts} drafts, but {_digests(story)}"


def _digests(story: Story) -> list[str]:
    return [f.event.digest for f in story.facts if isinstance(f.event, e.PostmortemDrafted)]


def _twice(rooms: Rooms) -> Iterator[str]:
    for key, number in keys(rooms).items():
        if number > 1:
            yield f"the message {key} stands {number} times"


def _orphans(stories: list[Story], rooms: Rooms) -> Iterator[str]:
    """Channels the bot opened that are no incident's, incidents that share one, messages of nobody's."""
    held = Counter(s.incident.channel.id for s in stories if s.incident.channel)
    for id_, number in held.items():
        if number > 1:
            yield f"{number} incidents share the channel {id_}"
    for id_, (room, _) in rooms.items():
        if room.get("creator") == BOT and not room["is_im"] and id_ not in held:
            yield f"the channel {room['name']} is nobody's"
    for key in keys(rooms):
        if key.partition(":")[0] not in {s.incident.id for s in stories}:
            yield f"the message {key} is nobody's"


def people(stage: Stage, addresses: set[str] | list[str]) -> set[str]:
    """The people behind ids, handles and e-mail addresses, as the sandbox knows them."""
    workspace, found = stage.slack.team.workspace, set[str]()
    for address in addresses:
        if address.startswith("@"):
            found |= {u for g in workspace.groups.values() if g.handle == address[1:] for u in g.users}
        elif "@" in address:
            found |= {p.id for p in workspace.people.values() if p.email == address}
        else:
            found.add(address)
    return found
