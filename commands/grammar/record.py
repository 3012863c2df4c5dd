"""Reads what goes on record: updates, notes, decisions, impact, action items, milestones, snoozes."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot.domain import commands as c
from bot.domain.incident import MILESTONES
from bot.domain.words import Words
from commands.grammar.asked import Context, Mistake, OpenModal, Parsed
from commands.grammar.flags import TIME, happened, take
from commands.grammar.lifecycle import after
from commands.grammar.text import fold, leading, line, person, split_first, tokens
from commands.grammar.times import ahead

_LABEL = re.compile(r"(?:(?<=\s)|(?<=[.;,])|^)(known|doing|next)\s?[:=：]", re.IGNORECASE)
_GLUED = re.compile(r"^([^\s=:]{1,80})\s?[=:]\s?")
_BY = frozenset({"by", "due", "until", "before"})
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow", "today")
_DUE_WORDS = 5
_NOTHING_TO_DO = "What is to be done? Write it in a few words, then who and by when."
_WHEN = "Write it as `friday`, `tomorrow 17:00` or `2026-11-25`."


def update(text: str, context: Context) -> Parsed:
    """Plain text is what is known; `known:`, `doing:` and `next:` may stand in any order."""
    if not text:
        return OpenModal("update")
    said, end, label = {"known": "", "doing": "", "next": ""}, 0, "known"
    for found in _LABEL.finditer(text):
        said[label] = f"{said[label]} {text[end : found.start()].strip()}".strip()
        end, label = found.end(), found[1].lower()
    said[label] = f"{said[label]} {text[end:].strip()}".strip()
    next_by = ahead(said["next"].rstrip(".!"), context.now, context.zone) if said["next"] else None
    if said["next"] and next_by is None:
        return Mistake(
            f"`next: {said['next'][:40]}` is no time I can read. Write `next: 15m` or `next: 14:30`."
        )
    if not said["known"]:
        return OpenModal("update", {name: value for name, value in said.items() if value})
    return c.PostUpdate(Words(said["known"]), Words(said["doing"]), next_by)


def note(text: str, context: Context) -> Parsed:
    flags = take(text, {"at": TIME}, context)
    if flags.mistake or not flags.text:
        return flags.mistake or Mistake("The note is empty. Write what happened in a few words.")
    return c.AddNote(Words(flags.text), flags.times.get("at"))


def decide(text: str, context: Context) -> Parsed:
    flags = take(text, {"at": TIME}, context)
    if flags.mistake or not flags.text:
        return flags.mistake or Mistake("The decision is empty. Write what was decided, and why.")
    return c.RecordDecision(Words(flags.text), flags.times.get("at"))


def impact(text: str, context: Context) -> Parsed:
    """`users_affected 1200` or the field's label in words: `Users affected: 1,200`."""
    text = _GLUED.sub(r"\1 ", text)
    words = [token.word for token in tokens(text)]
    system = context.home
    asked = system.impact if system else ()
    listed = f" Fields: {', '.join(field.name for field in asked)}." if asked else ""
    if not words:
        return Mistake(f"Which figure, and what is it?{listed}")
    names = {fold(spelt): field.name for field in asked for spelt in (field.label, field.name)}
    found, used = leading(words, names.get, 6)
    value = after(text, used or 1).lstrip(":= ")
    if system is not None and asked and found is None:
        return Mistake(f"{system.name} does not ask for `{words[0][:40]}`.{listed}")
    if not value:
        return Mistake(f"What is the value of {found or words[0][:40]}?")
    return c.RecordImpact(found or words[0].rstrip(":="), Words(value))


def task(text: str, context: Context) -> Parsed:
    """`add an alert @ana by friday`: the date after the last `by`, the owner at either end of the rest."""
    words = [token.word for token in tokens(text)]
    place = next((n for n in range(len(words) - 1, -1, -1) if fold(words[n]) in _BY), len(words))
    owner, spoken = _owner(words[place + 1 :], context)
    due = ahead(" ".join(spoken), context.now, context.zone) if spoken else None
    if due is not None:
        words = words[:place]
    elif spoken and _meant_as_date(spoken):
        return Mistake(f"`by {' '.join(spoken)[:40]}` is no date I can read. {_WHEN}")
    else:
        owner = None
    if owner is None:
        owner, words = _owner(words, context)
    said = line(" ".join(words))
    return c.AddActionItem(Words(said), owner, due) if said else Mistake(_NOTHING_TO_DO)


def _owner(words: list[str], context: Context) -> tuple[str | None, list[str]]:
    """The person named last or first, and the words without that one."""
    for place, rest in ((-1, words[:-1]), (0, words[1:])):
        if words:
            own = context.person if fold(words[place]) == "@me" else ""
            if who := person(words[place]) or own:
                return who, rest
    return None, words


def _meant_as_date(words: list[str]) -> bool:
    """Whether what follows `by` was meant as a date: better to ask than to file it as text."""
    first = fold(words[0])
    return len(words) <= _DUE_WORDS and (
        first[:1].isdigit() or bool(get_close_matches(first, _DAYS, 1, 0.75))
    )


def done(text: str, context: Context) -> Parsed:
    number = _number(text)
    return c.CompleteActionItem(number) if number else Mistake("Which action item is done? Write its number.")


def _number(text: str) -> int | None:
    found = re.fullmatch(r"#?([0-9]{1,6})\.?", fold(text))
    return int(found[1]) or None if found else None


def milestone(text: str, context: Context) -> Parsed:
    """`detected 14:02`: one of the six milestones, corrected."""
    word, when = split_first(text)
    name = fold(word).rstrip(":,")
    if name not in MILESTONES:
        near = get_close_matches(name, MILESTONES, 1)
        said = f"There is no milestone `{word[:40]}`." if word else "Which milestone, and when?"
        return Mistake(
            f"{said} Milestones: {', '.join(MILESTONES)}.", f"milestone {near[0]} {when}" if near else ""
        )
    moment = happened(when, context)
    return moment if isinstance(moment, Mistake) else c.SetMilestone(name, moment)


def snooze(text: str, context: Context) -> Parsed:
    """`10m waiting for the vendor`, `until 14:30 the backup runs`."""
    words = [token.word for token in tokens(text)]
    skipped = 1 if words and fold(words[0]) in ("until", "for", "till") else 0
    for count in range(min(4, len(words) - skipped), 0, -1):
        until = ahead(" ".join(words[skipped : skipped + count]), context.now, context.zone)
        if until is None:
            continue
        why = after(text, skipped + count)
        return c.Snooze(until, Words(why)) if why else Mistake("Say why, so that others know.")
    return Mistake("For how long, and why? Write a time such as `10m` or `14:30`, then the reason.")


def redact(text: str, context: Context) -> Parsed:
    """`12 pasted a password`: the number `timeline` shows, and the reason."""
    word, why = split_first(text)
    number = _number(word)
    if number is None:
        return Mistake("Which entry? Write the number that the timeline shows, then why.")
    return (
        c.Redact(number, Words(why))
        if why
        else Mistake("Say why the text is taken out, so that others know.")
    )
