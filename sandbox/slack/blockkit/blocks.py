"""Layout blocks and whole lists of them. The methods call `problems_of` before they take blocks in."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sandbox.slack.blockkit import limits
from sandbox.slack.blockkit.checks import (
    Check,
    Problem,
    Problems,
    anything,
    array,
    boolean,
    integer,
    record,
    string,
    typed,
)
from sandbox.slack.blockkit.elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_SECTION, in_input
from sandbox.slack.blockkit.objects import identifier, image_or_file, plain, slack_file, text, url

_TYPE: dict[str, Check] = {"type": anything}
_ID: dict[str, Check] = {"block_id": identifier}
_LONE_TEXTS = {"plain_text": text(limits.TEXT, "plain_text"), "mrkdwn": text(limits.TEXT, "mrkdwn")}


def _text_or_fields(value: Any, at: str, problems: Problems) -> None:
    if "text" not in value and "fields" not in value:
        problems.append(Problem("missing required field: text", at))


def _own_action_ids(value: Any, at: str, problems: Problems) -> None:
    seen: set[str] = set()
    for n, element in enumerate(value["elements"]):
        id_ = element.get("action_id")
        if id_ and id_ in seen:
            where = f"{at}/elements/{n}/action_id"
            problems.append(Problem(f'`action_id` "{id_}" already exists for another element', where))
        seen.add(id_ or "")


def _loose(value: Any, at: str, problems: Problems) -> None:
    """The newest blocks: Slack publishes their names and surfaces; their inside is not judged here."""
    if value.get("block_id") is not None:
        identifier(value["block_id"], f"{at}/block_id", problems)


_TABLE = record(
    _TYPE | {"rows": array(array(anything, limits.TABLE_CELLS), limits.TABLE_ROWS)},
    _ID | {"column_settings": anything},
)
_RICH_KINDS = ("section", "list", "preformatted", "quote")
_RICH = typed({f"rich_text_{kind}": anything for kind in _RICH_KINDS})
_EVERYWHERE: dict[str, Check] = {
    "section": record(
        _TYPE,
        _ID
        | {
            "text": text(limits.SECTION_TEXT),
            "fields": array(text(limits.SECTION_FIELD_TEXT), limits.SECTION_FIELDS),
            "accessory": typed(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "divider": record(_TYPE, _ID),
    "header": record(_TYPE | {"text": plain(limits.HEADER_TEXT)}, _ID | {"level": integer(1, 4)}),
    "image": record(
        _TYPE | {"alt_text": string(limits.ALT_TEXT)},
        _ID | {"image_url": url, "slack_file": slack_file, "title": plain(limits.TITLE)},
        image_or_file,
    ),
    "context": record(
        _TYPE
        | {"elements": array(typed(_LONE_TEXTS | {"image": ELEMENTS["image"]}), limits.CONTEXT_ELEMENTS)},
        _ID,
    ),
    "actions": record(
        _TYPE | {"elements": array(typed(ELEMENTS, IN_ACTIONS), limits.ACTIONS_ELEMENTS)},
        _ID,
        _own_action_ids,
    ),
    "rich_text": record(_TYPE | {"elements": array(_RICH, 10_000, 0)}, _ID),
    "video": record(
        _TYPE
        | {"alt_text": string(limits.ALT_TEXT), "title": plain(200), "thumbnail_url": url, "video_url": url},
        _ID
        | {
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": url,
            "provider_name": string(limits.ID),
            "title_url": url,
        },
    ),
    "card": _loose,
    "carousel": _loose,
    "container": _loose,
}
_IN_MESSAGES: dict[str, Check] = {
    "markdown": record(_TYPE | {"text": string(limits.MARKDOWN_TEXT, 1)}, _ID),
    "table": _TABLE,
    "data_table": _loose,
    "data_visualization": _loose,
    "plan": _loose,
    "task_card": _loose,
    "context_actions": record(
        _TYPE | {"elements": array(typed(ELEMENTS, IN_CONTEXT_ACTIONS), limits.CONTEXT_ACTIONS_ELEMENTS)},
        _ID,
        _own_action_ids,
    ),
}
_PER_MESSAGE = {"table": limits.TABLES_PER_MESSAGE, "data_visualization": limits.CHARTS_PER_MESSAGE}


def _input(surface: str) -> Check:
    return record(
        _TYPE | {"label": plain(limits.LABEL), "element": typed(ELEMENTS, in_input(surface))},
        _ID | {"hint": plain(limits.HINT), "optional": boolean, "dispatch_action": boolean},
    )


@lru_cache(maxsize=8)
def block_list(surface: str) -> Check:
    """The check of a whole `blocks` array on a surface: message, modal or home."""
    kinds = _EVERYWHERE | {"input": _input(surface)}
    if surface == "message":
        return array(typed(kinds | _IN_MESSAGES), limits.MESSAGE_BLOCKS, 0)
    return array(typed(kinds | ({"alert": _loose} if surface == "modal" else {})), limits.VIEW_BLOCKS, 0)


def problems_of(blocks: Any, surface: str, at: str = "/blocks") -> Problems:
    """Everything wrong with a list of blocks; empty when Slack would take it. Total: never raises."""
    problems: Problems = []
    block_list(surface)(blocks, at, problems)
    if not problems:
        problems.extend(_shared_ids(blocks, at))
        problems.extend(_too_many_of_a_kind(blocks, at))
    return problems


def _shared_ids(blocks: list[Any], at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for n, block in enumerate(blocks):
        id_ = block.get("block_id")
        if id_ and id_ in seen:
            yield Problem(f'`block_id` "{id_}" already exists for another block', f"{at}/{n}/block_id")
        seen.add(id_ or "")


def _too_many_of_a_kind(blocks: list[Any], at: str) -> Iterator[Problem]:
    for kind, most in _PER_MESSAGE.items():
        if sum(block["type"] == kind for block in blocks) > most:
            yield Problem(f"no more than {most} {kind} blocks allowed", at)


def markdown_length(blocks: list[Any]) -> int:
    return sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
