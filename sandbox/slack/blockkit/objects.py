"""Composition objects: text, options, confirmations, and what they share. Used by `elements` and `blocks`."""

import re
from typing import Any

from sandbox.slack.blockkit import limits
from sandbox.slack.blockkit.checks import (
    Check,
    Problem,
    Problems,
    anything,
    array,
    boolean,
    matching,
    one_of,
    record,
    string,
    typed,
)

identifier = string(limits.ID)
url = string(limits.URL, 1)
date = matching(
    lambda s: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", s)), "must be a date in the format YYYY-MM-DD"
)
time_of_day = matching(lambda s: bool(re.fullmatch(r"\d\d:\d\d", s)), "must be a time in the format HH:mm")


def text(most: int, *kinds: str) -> Check:
    """A text object of at least one character; both kinds unless one is named."""
    content = string(most, 1)
    shapes = {
        "plain_text": record({"type": anything, "text": content}, {"emoji": boolean}),
        "mrkdwn": record({"type": anything, "text": content}, {"verbatim": boolean}),
    }
    return typed(shapes, kinds or None)


def plain(most: int) -> Check:
    return text(most, "plain_text")


confirm = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": text(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)


def option(*kinds: str, link: bool = False) -> Check:
    return record(
        {"text": text(limits.OPTION_TEXT, *kinds), "value": string(limits.OPTION_VALUE, 1)},
        {"description": text(limits.OPTION_DESCRIPTION, *kinds)} | ({"url": url} if link else {}),
    )


plain_option = option("plain_text")
any_option = option()
option_group = record(
    {"label": plain(limits.OPTION_TEXT), "options": array(plain_option, limits.OPTIONS)},
    {},
)
dispatch_config = record(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
conversation_filter = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
slack_file = record({}, {"id": string(limits.ID), "url": url})


def options_or_groups(value: Any, at: str, problems: Problems) -> None:
    """A static select has options or groups of them, and exactly one of the two."""
    if ("options" in value) == ("option_groups" in value):
        problems.append(Problem("must provide either options or option_groups", at))


def image_or_file(value: Any, at: str, problems: Problems) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problems.append(Problem("must provide either image_url or slack_file", at))
