"""Answers that change nothing: the state, the timeline, lists, contacts, the postmortem, help."""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.permissions import VERBS as PERMITTED
from bot.domain.permissions import may
from bot.domain.policy import Contact, System
from bot.errors import Refused
from bot.usecases import postmortems, read
from bot.usecases.read import Standing
from bot.views import lists, modals, replies
from bot.views.kit import Message
from commands.door import Answer, Form, Heard
from commands.grammar import (
    VERBS,
    Contacts,
    Help,
    List,
    PostmortemShow,
    RepairList,
    Status,
    Timeline,
)
from commands.incident import NOWHERE

MOST_PAGES = 5
"""How many pages `timeline all` puts together: more than that fits into no message."""


def _here(place: Standing) -> Incident:
    if place.incident is None:
        raise Refused(NOWHERE)
    return place.incident


async def status(heard: Heard, place: Standing, asked: Status) -> Answer:
    incident = _here(place)
    return replies.status(incident, heard.desk.system(incident.system), heard.desk.clock.now())


async def timeline(heard: Heard, place: Standing, asked: Timeline) -> Answer:
    return await page(heard, _here(place).id, asked.page, MOST_PAGES if asked.filter else 1)


async def page(heard: Heard, stream: str, number: int, most: int = 1) -> Message:
    """`most` pages of a timeline from the `number`-th on, and the button to the next."""
    found = await read.timeline(heard.desk, stream, number)
    facts = list(found.facts)
    while found.number < found.pages and most > 1:
        found, most = await read.timeline(heard.desk, stream, found.number + 1), most - 1
        facts += found.facts
    more = str(found.number + 1) if found.number < found.pages else ""
    return lists.timeline(found.incident, facts, heard.desk.clock.now(), more)


async def contacts(heard: Heard, place: Standing, asked: Contacts) -> Answer:
    """Of the place's system, or of the one named first."""
    catalog, word = heard.desk.catalog, asked.word.casefold()
    named = catalog.system(word.split()[0]) if word else None
    system = named or place.system
    if system is None:
        names = ", ".join(one.id for one in catalog.systems) or "none yet"
        raise Refused(f"Contacts of which system? `/incident contacts` and one of: {names}.")
    word = " ".join(word.split()[1:]) if named else word
    found = [one for one in system.contacts if word in _about(one)]
    return replies.contacts(system, found, word)


def _about(contact: Contact) -> str:
    return " ".join((contact.name, contact.label, contact.kind, contact.note)).casefold()


async def listed(heard: Heard, place: Standing, asked: List) -> Answer:
    found = await read.open_list(heard.desk, heard.asker, asked.system, asked.mine)
    system = heard.desk.catalog.system(asked.system) if asked.system else None
    title = "Your open incidents" if asked.mine else "Open incidents"
    return lists.listing(found, heard.desk.clock.now(), f"{title} of {system.name}" if system else title)


async def show_postmortem(heard: Heard, place: Standing, asked: PostmortemShow) -> Answer:
    return await postmortem(heard, _here(place))


async def postmortem(heard: Heard, incident: Incident) -> Answer:
    """The beginning of the newest draft; the whole of it is the file in the channel."""
    draft = await postmortems.latest(heard.desk, incident.id)
    if draft is None:
        raise Refused(f"{incident.ref} has no draft yet. `/incident postmortem` makes one.")
    return Form(modals.notice(f"Postmortem {incident.ref}"[:24], draft))


async def repairs(heard: Heard, place: Standing, asked: RepairList) -> Answer:
    return replies.repair(_here(place))


async def help_(heard: Heard, place: Standing, asked: Help) -> Answer:
    """The commands this person may use here, or one of them."""
    return lists.help_text(VERBS, asked.verb, _allowed(place, place.system) if place.system else None)


def _allowed(place: Standing, system: System) -> set[str]:
    closed = {verb for kind, verb in PERMITTED.items() if not may(place.incident, kind, system, place.person)}
    return {verb.name for verb in VERBS} - closed
