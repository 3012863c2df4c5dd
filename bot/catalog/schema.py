"""`system.yaml` as it is written: every key, its type and its default.

`load` validates with it, `rules` judges what one key alone cannot tell, `build` turns it into the
domain's records. Texts arrive as they stand in the file: a number, `no` or `09:00` is still text here.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator
from pydantic import StringConstraints as Text

from bot.catalog import words
from bot.catalog.forms import (
    Address,
    Channel,
    Clock,
    Flag,
    Label,
    Name,
    Names,
    Section,
    Sentence,
    Span,
    Who,
    short,
)
from bot.catalog.located import Path
from bot.catalog.operations.schema import MODELS as OF_OPERATIONS
from bot.catalog.operations.schema import Namespace, Operations, Workload
from bot.catalog.words import Promise, listed


class Severity(Section):
    meaning: Annotated[str, Text(max_length=500)] = ""
    aliases: Names = ()
    acknowledge_within: Annotated[Promise, PlainValidator(words.span_or_never)] = Field(
        None, alias="acknowledge within"
    )
    update_every: Annotated[Promise, PlainValidator(words.span_or_never)] = Field(None, alias="update every")
    invite: Who = ()
    mention: Who = ()
    postmortem: Flag = True


class Rung(Section):
    after: Annotated[Promise, PlainValidator(words.after)]
    call: Annotated[Who, Field(min_length=1)]
    label: Label | None = None


class Kind(Section):
    label: Label | None = None
    severity: str | None = None
    private: Flag = False
    invite: Who = ()


class Service(Section):
    label: Label | None = None
    aliases: Names = ()
    owner: Sentence | None = None
    cluster: Sentence | None = None
    namespace: Namespace | None = None
    workload: Workload | None = None


class Role(Section):
    label: Label | None = None
    aliases: Names | None = None
    duties: Sentence | None = None


class Naming(Section):
    channel: Sentence = "{ref}-{slug}"
    id: Sentence = "INC-{n}"
    postmortem: Sentence = "{system}/{date}-{ref}.md"


class Contact(Section):
    label: Label | None = None
    kind: Annotated[str, AfterValidator(words.contact_kind)] = "person"
    address: Address | None = None
    email: Annotated[str, AfterValidator(words.email)] | None = None
    phone: Annotated[str, AfterValidator(words.phone)] | None = None
    note: Sentence = ""


class Link(Section):
    title: Label
    url: Annotated[str, AfterValidator(words.url)]
    emoji: Annotated[str, AfterValidator(words.emoji)] | None = None


class Review(Section):
    due: Span = None
    meeting: Sentence = "Post-incident review"
    attendees: Who = ()
    questions: Annotated[tuple[Sentence, ...], BeforeValidator(listed)] | None = None


class Hours(Section):
    start: Clock = time(9)
    end: Clock = time(17)


class SystemFile(Section):
    system: Annotated[str, AfterValidator(words.system_id)]
    name: Label
    zone: Annotated[str, AfterValidator(words.zone)] = "UTC"
    description: Sentence = ""
    channels: Annotated[tuple[Channel, ...], BeforeValidator(listed)] = ()
    announce: Channel | None = None
    services: dict[Name, Annotated[Service, BeforeValidator(short("label"))]] = Field(default_factory=dict)
    severities: Annotated[
        dict[Name, Annotated[Severity, BeforeValidator(short("meaning"))]], AfterValidator(words.some)
    ]
    escalation: dict[str, Annotated[tuple[Rung, ...], BeforeValidator(listed)]] = Field(default_factory=dict)
    kinds: dict[Name, Annotated[Kind, BeforeValidator(short("label"))]] | None = None
    roles: dict[Name, Annotated[Role, BeforeValidator(short("label"))]] = Field(default_factory=dict)
    permissions: dict[str, Who] = Field(default_factory=dict)
    naming: Naming = Naming()
    contacts: dict[Name, Contact] = Field(default_factory=dict)
    links: tuple[Link, ...] = ()
    impact: dict[Name, Label] | None = None
    stakeholders: Who = ()
    review: Review = Review()
    hours: Hours = Hours()
    operations: Operations | None = None

    def contact(self, word: str) -> tuple[str, Contact] | None:
        """The contact called `word`, by name or label in any case."""
        plain = word.casefold()
        for name, contact in self.contacts.items():
            if plain in (name.casefold(), (contact.label or "").casefold()):
                return name, contact
        return None

    def severity_called(self, word: str) -> str | None:
        """The name of the severity that `word` means, by name or alias in any case."""
        plain = word.casefold()
        for name, severity in self.severities.items():
            if plain == name.casefold() or plain in (alias.casefold() for alias in severity.aliases):
                return name
        return None

    def reach(self, word: str) -> str | None:
        """The address `word` stands for: a contact's, or itself when it is one; None for neither."""
        found = self.contact(word)
        if found is not None:
            return found[1].address or found[1].email
        return word if words.is_address(word) else None

    def reached(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The addresses that `words` stand for, each once, in the order of the file."""
        return tuple(dict.fromkeys(found for word in words if (found := self.reach(word)) is not None))


MODELS: dict[str, type[Section]] = {
    "services": Service, "severities": Severity, "escalation": Rung, "kinds": Kind, "roles": Role,
    "naming": Naming, "contacts": Contact, "links": Link, "review": Review, "hours": Hours,
    "operations": Operations,
}  # fmt: skip
"""The model inside each top-level key."""


def model_around(path: Path) -> type[Section]:
    """The model whose keys are meant when the last step of `path` is unknown."""
    if len(path) == 1:
        return SystemFile
    inner = OF_OPERATIONS.get(str(path[1])) if path[0] == "operations" and len(path) > 2 else None
    return inner or MODELS[str(path[0])]
