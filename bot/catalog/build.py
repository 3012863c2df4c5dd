"""From the file as written to the domain's `System`, with what the file leaves unsaid filled in.

`load` calls `system` for a file in which nothing is wrong; it relies on that and checks nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.catalog import defaults, schema
from bot.catalog.operations.build import operations
from bot.domain import policy


def system(written: schema.SystemFile) -> policy.System:
    """The domain's record of one system file. Names of contacts become addresses, attendees labels."""
    return policy.System(
        id=written.system,
        name=written.name,
        zone=written.zone,
        description=written.description,
        channels=written.channels,
        announce=written.announce,
        severities=tuple(
            _severity(written, name, rank, one) for rank, (name, one) in enumerate(written.severities.items())
        ),
        kinds=_kinds(written),
        services=_services(written),
        roles=_roles(written),
        permissions=defaults.PERMISSIONS | {v: _subjects(who) for v, who in written.permissions.items()},
        naming=policy.Naming(written.naming.channel, written.naming.id, written.naming.postmortem),
        contacts=tuple(
            policy.Contact(name, c.label or name, c.kind, c.address, c.email, c.phone, c.note)
            for name, c in written.contacts.items()
        ),
        links=tuple(policy.Link(link.title, link.url, link.emoji) for link in written.links),
        impact=_impact(written),
        stakeholders=written.reached(written.stakeholders),
        review=_review(written),
        hours=policy.Hours(written.hours.start, written.hours.end),
        operations=operations(written),
    )


def _services(written: schema.SystemFile) -> tuple[policy.Service, ...]:
    section = written.operations
    return tuple(
        policy.Service(
            name,
            one.label or name,
            one.aliases,
            _address(written, one.owner),
            section.cluster_called(one.cluster) if section and one.cluster else None,
            one.namespace,
            one.workload,
        )
        for name, one in written.services.items()
    )


def _severity(written: schema.SystemFile, name: str, rank: int, one: schema.Severity) -> policy.Severity:
    return policy.Severity(
        name=name,
        rank=rank,
        meaning=one.meaning,
        aliases=one.aliases,
        acknowledge_within=one.acknowledge_within,
        update_every=one.update_every if one.says("update_every") else defaults.update_every(rank),
        ladder=tuple(
            _rung(written, rung)
            for word, rungs in written.escalation.items()
            if written.severity_called(word) == name
            for rung in rungs
        ),
        invite=written.reached(one.invite),
        mention=written.reached(one.mention),
        postmortem=one.postmortem,
    )


def _rung(written: schema.SystemFile, rung: schema.Rung) -> policy.Rung:
    label = rung.label or ", ".join(_label(written, word) for word in rung.call)
    return policy.Rung(rung.after or timedelta(0), label, written.reached(rung.call))


def _kinds(written: schema.SystemFile) -> tuple[policy.Kind, ...]:
    if written.kinds is None:
        return defaults.KINDS
    return tuple(
        policy.Kind(
            name,
            one.label or name,
            written.severity_called(one.severity) if one.severity else None,
            one.private,
            written.reached(one.invite),
        )
        for name, one in written.kinds.items()
    )


def _roles(written: schema.SystemFile) -> tuple[policy.Role, ...]:
    """The four that are always there, changed as the file says, then those it adds.

    A word that the file gives to a role of its own is taken from the default role that had it.
    """
    taken = {word.casefold() for name, one in written.roles.items() for word in (name, *(one.aliases or ()))}
    known = {role.name.casefold(): role for role in defaults.ROLES}
    found = {
        key: replace(role, aliases=tuple(a for a in role.aliases if a not in taken))
        for key, role in known.items()
    }
    for name, one in written.roles.items():
        base = found.get(name.casefold(), policy.Role(name, name))
        found[name.casefold()] = replace(
            base,
            label=one.label or base.label,
            aliases=base.aliases if one.aliases is None else one.aliases,
            duties=one.duties or base.duties,
        )
    return tuple(found.values())


def _subjects(who: tuple[str, ...]) -> tuple[str, ...]:
    """`group:@oncall` and `group:oncall` are one: the handle without its @."""
    return tuple(subject.replace("group:@", "group:") for subject in who)


def _impact(written: schema.SystemFile) -> tuple[policy.Field, ...]:
    if written.impact is None:
        return defaults.IMPACT
    return tuple(policy.Field(name, label) for name, label in written.impact.items())


def _review(written: schema.SystemFile) -> policy.Review:
    review = written.review
    return policy.Review(
        due=review.due or defaults.POSTMORTEM_DUE,
        meeting=review.meeting,
        attendees=tuple(_label(written, word) for word in review.attendees),
        questions=defaults.QUESTIONS if review.questions is None else review.questions,
    )


def _label(written: schema.SystemFile, word: str) -> str:
    found = written.contact(word)
    return (found[1].label or found[0]) if found else word


def _address(written: schema.SystemFile, word: str | None) -> str | None:
    return written.reach(word) if word is not None else None
