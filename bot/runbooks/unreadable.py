"""How the readers of this room say that a word is not understood. Caught by `bot.runbooks.calls`."""

from __future__ import annotations

from bot.domain.words import mask

HIDDEN = "***"
"""What stands for a secret in a line that everybody sees; nobody can mean it as a value."""


class Unreadable(ValueError):
    """What is wrong and what to write instead; with `near`, `wrong` is the word to replace by it."""

    def __init__(self, message: str, wrong: str = "", near: str = "") -> None:
        super().__init__(message)
        self.message, self.wrong, self.near = message, wrong, near


def shown(word: str, most: int = 60) -> str:
    """`word` for a sentence: one line, cut, without backticks and without what looks like a secret."""
    return mask(" ".join(word[: most * 4].split()).replace("`", "'"))[:most]
