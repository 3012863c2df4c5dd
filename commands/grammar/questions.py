"""Reads what only asks: lists, the timeline, contacts, the postmortem, what waits for repair, help."""

from __future__ import annotations

import re

from bot.domain.commands import CompletePostmortem, DraftPostmortem, Repair
from bot.domain.words import Words
from commands.grammar.asked import (
    Contacts,
    Context,
    Help,
    List,
    Mistake,
    Parsed,
    PostmortemShow,
    RepairList,
    Status,
    Timeline,
)
from commands.grammar.text import fold, leading, line, split_first, tokens


def status(text: str, context: Context) -> Parsed:
    return Status()


def timeline(text: str, context: Context) -> Parsed:
    """`timeline`, `timeline 2`, `timeline all`, `timeline all 2`."""
    page, everything = 1, False
    for token in tokens(text)[:4]:
        word = fold(token.word)
        if re.fullmatch(r"#?[0-9]{1,4}", word):
            page = int(word.lstrip("#")) or 1
        elif word in ("all", "everything", "full"):
            everything = True
        elif word not in ("page", "p"):
            return Mistake(f"`{token.word[:40]}` is neither a page nor `all`.")
    return Timeline(page, "all" if everything else "")


def contacts(text: str, context: Context) -> Parsed:
    return Contacts(line(text)[:80])


def listed(text: str, context: Context) -> Parsed:
    """`list`, `list mine`, `list all`, `list smartcloudops`; without a word, the place's own system."""
    words = [token.word for token in tokens(text)]
    mine = any(fold(word) in ("mine", "my", "me") for word in words)
    everything = any(fold(word) in ("all", "everything", "*") for word in words)
    words = [word for word in words if fold(word) not in ("mine", "my", "me", "all", "everything", "*")]
    if words:
        system, _ = leading(words, context.catalog.system)
        if system is None:
            names = ", ".join(one.id for one in context.catalog.systems)
            return Mistake(f"There is no system `{words[0][:40]}`. Systems: {names}, or `all`, or `mine`.")
        return List(system.id, mine)
    here = None if everything or mine else context.system
    return List(here, mine)


def postmortem(text: str, context: Context) -> Parsed:
    """`postmortem` drafts anew, `show` shows the newest draft, `done` marks it done, with a link or not."""
    word, rest = split_first(text)
    plain = fold(word)
    if plain in ("done", "complete", "completed", "finished"):
        return CompletePostmortem(Words(line(rest)))
    if plain in ("show", "link"):
        return PostmortemShow()
    if plain in ("", "draft", "new", "again"):
        return DraftPostmortem()
    return Mistake(f"`{word[:40]}` means nothing here. `postmortem` drafts, `show` shows, `done` finishes.")


def repair(text: str, context: Context) -> Parsed:
    """`repair` lists what waits; a number of that list, a name or `all` runs it again."""
    word, _ = split_first(text)
    return Repair(word.lstrip("#")[:200]) if word and fold(word) != "list" else RepairList()


def help_(text: str, context: Context) -> Parsed:
    """The overview or one verb; `grammar` puts the right name for it."""
    word, _ = split_first(text)
    return Help(fold(word).lstrip("/-"))
