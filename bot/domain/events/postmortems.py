"""The postmortem and its drafts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.words import EMPTY, Words


@dataclass(frozen=True)
class PostmortemRequested:
    """Someone asked for a draft from the timeline as it is now."""


@dataclass(frozen=True)
class PostmortemDrafted:
    """`digest` is the SHA-256 of the stored draft; `path` its copy under TOCSIN_REPORTS."""

    revision: int
    digest: str
    path: str


@dataclass(frozen=True)
class PostmortemCompleted:
    """A person says the postmortem is written; its reminders end."""

    link: Words = EMPTY
