"""From a line of text to what it asks for: `parse`. Never raises, whatever the text; linear in its length.

Slack's door and the terminal's use the same function; it knows nothing of either.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from commands.grammar.asked import Context, Help, Mistake, Parsed
from commands.grammar.text import clean, fold, split_first
from commands.grammar.verbs import BY_WORD, Verb

_WORDS = sorted(BY_WORD)
_LONGEST_VERB = 24
_LOOKALIKES = str.maketrans("авсеһіјкмнорѕтухԁԛԝαεικνορτυχ", "abcehijkmhopstyxdqwaeikvoptux")
"""Letters of other alphabets that look like ours: such a word is not obeyed, but it is recognised."""


def parse(text: str, context: Context) -> Parsed:
    """What `text` (all that stands after the command's name) asks for; a Mistake says what to write."""
    word, rest = split_first(clean(text))
    if not word:
        return Help()
    verb = BY_WORD.get(_verb(word))
    if verb is None:
        return _unknown(word, rest, context)
    if fold(rest) in ("help", "--help", "-h", "?") and verb.name != "help":
        return Help(verb.name)
    parsed = verb.read(rest, context)
    if isinstance(parsed, Help):
        return _help(parsed)
    if isinstance(parsed, Mistake) and not parsed.nearest:
        return replace(parsed, nearest=verb.examples[0])
    return parsed


def nearest(word: str) -> Verb | None:
    """The verb whose name or alias is most like `word`, if any is like it at all."""
    plain = _verb(word).translate(_LOOKALIKES)
    found = get_close_matches(plain, _WORDS, 1, 0.6) if len(plain) <= _LONGEST_VERB else []
    return BY_WORD[found[0]] if found else None


def _verb(word: str) -> str:
    plain = fold(word)
    return plain.strip("/-:,.!") or plain


def _unknown(word: str, rest: str, context: Context) -> Mistake:
    shown = word[:40].replace("`", "'")
    if fold(word).rstrip(":,") in context.catalog.severity_words():
        return Mistake(f"`{shown}` is a severity, not a command.", f"declare {word} {rest}"[:300].strip())
    near = nearest(word)
    if near is None:
        return Mistake(f"There is no command `{shown}`. `help` lists them all.", "help")
    return Mistake(
        f"There is no command `{shown}`. Did you mean `{near.name}`?", f"{near.name} {rest}"[:300].strip()
    )


def _help(asked: Help) -> Parsed:
    if asked.verb in ("", "incident"):
        return Help()
    verb = BY_WORD.get(asked.verb) or nearest(asked.verb)
    return Help(verb.name) if verb else Help()
