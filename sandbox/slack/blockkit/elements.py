"""Block elements (buttons, menus, inputs) and where each may stand. Used by `blocks`."""

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
    one_of,
    record,
    string,
)
from sandbox.slack.blockkit.objects import (
    any_option,
    confirm,
    conversation_filter,
    date,
    dispatch_config,
    identifier,
    image_or_file,
    option,
    option_group,
    options_or_groups,
    plain,
    plain_option,
    slack_file,
    time_of_day,
    url,
)

_COMMON: dict[str, Check] = {"action_id": identifier}
_ASKING: dict[str, Check] = _COMMON | {"confirm": confirm, "focus_on_load": boolean}
_MENU: dict[str, Check] = _ASKING | {"placeholder": plain(limits.PLACEHOLDER)}
_TYPED: dict[str, Check] = _COMMON | {
    "focus_on_load": boolean,
    "placeholder": plain(limits.PLACEHOLDER),
    "dispatch_action_config": dispatch_config,
}
_TYPE: dict[str, Check] = {"type": anything}
_MANY: dict[str, Check] = {"max_selected_items": integer(1, 10_000)}
_LATER = integer(1_000_000_000, 9_999_999_999)
_IDS = array(string(limits.ID), limits.OPTIONS)
_STATIC: dict[str, Check] = {
    "options": array(plain_option, limits.OPTIONS),
    "option_groups": array(option_group, limits.OPTION_GROUPS),
}
_CHANNEL_EXTRAS: dict[str, Check] = {"response_url_enabled": boolean}
_CONVERSATION_EXTRAS: dict[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": conversation_filter,
}


def _bounds(value: Any, at: str, problems: Problems) -> None:
    if value.get("min_length", 0) > value.get("max_length", limits.TEXT_INPUT):
        problems.append(Problem("must be less than max_length", f"{at}/min_length"))


def _menu(more: dict[str, Check], also: Check | None = None) -> Check:
    return record(_TYPE, _MENU | more, also)


def _choices(many: bool) -> Check:
    first = {"initial_options": array(any_option, limits.CHOICES)} if many else {"initial_option": any_option}
    return record(_TYPE | {"options": array(any_option, limits.CHOICES)}, _ASKING | first)


_BUTTON = record(
    _TYPE | {"text": plain(limits.BUTTON_TEXT)},
    _COMMON
    | {
        "value": string(limits.BUTTON_VALUE),
        "url": string(limits.URL),
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
    },
)
_TEXT_INPUT = record(
    _TYPE,
    _TYPED
    | {
        "initial_value": string(limits.TEXT_INPUT),
        "multiline": boolean,
        "min_length": integer(0, limits.TEXT_INPUT),
        "max_length": integer(1, limits.TEXT_INPUT),
    },
    _bounds,
)
_NUMBER = string(limits.ID)

ELEMENTS: dict[str, Check] = {
    "button": _BUTTON,
    "workflow_button": record(
        _TYPE | {"text": plain(limits.BUTTON_TEXT), "workflow": anything},
        _COMMON | {"style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
    "overflow": record(
        _TYPE | {"options": array(option("plain_text", link=True), limits.OVERFLOW_OPTIONS)},
        _COMMON | {"confirm": confirm},
    ),
    "static_select": _menu(_STATIC | {"initial_option": plain_option}, options_or_groups),
    "external_select": _menu({"initial_option": plain_option, "min_query_length": integer(0, 1000)}),
    "users_select": _menu({"initial_user": string(limits.ID)}),
    "conversations_select": _menu(
        _CONVERSATION_EXTRAS | _CHANNEL_EXTRAS | {"initial_conversation": string(limits.ID)}
    ),
    "channels_select": _menu(_CHANNEL_EXTRAS | {"initial_channel": string(limits.ID)}),
    "multi_static_select": _menu(
        _MANY | _STATIC | {"initial_options": array(plain_option, limits.OPTIONS)}, options_or_groups
    ),
    "multi_external_select": _menu(
        _MANY | {"initial_options": array(plain_option, limits.OPTIONS), "min_query_length": integer(0, 1000)}
    ),
    "multi_users_select": _menu(_MANY | {"initial_users": _IDS}),
    "multi_conversations_select": _menu(_MANY | _CONVERSATION_EXTRAS | {"initial_conversations": _IDS}),
    "multi_channels_select": _menu(_MANY | {"initial_channels": _IDS}),
    "datepicker": _menu({"initial_date": date}),
    "timepicker": _menu({"initial_time": time_of_day, "timezone": string(limits.ID)}),
    "datetimepicker": record(_TYPE, _ASKING | {"initial_date_time": _LATER}),
    "checkboxes": _choices(many=True),
    "radio_buttons": _choices(many=False),
    "plain_text_input": _TEXT_INPUT,
    "email_text_input": record(_TYPE, _TYPED | {"initial_value": string(limits.TEXT_INPUT)}),
    "url_text_input": record(_TYPE, _TYPED | {"initial_value": string(limits.TEXT_INPUT)}),
    "number_input": record(
        _TYPE | {"is_decimal_allowed": boolean},
        _TYPED | {"initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "rich_text_input": record(_TYPE, _TYPED | {"initial_value": anything}),
    "file_input": record(
        _TYPE,
        _COMMON
        | {
            "filetypes": array(string(limits.ID), 100, 0),
            "max_files": integer(1, limits.FILE_INPUT_FILES),
        },
    ),
    "image": record(
        _TYPE | {"alt_text": string(limits.ALT_TEXT)},
        {"image_url": url, "slack_file": slack_file},
        image_or_file,
    ),
    "feedback_buttons": record(_TYPE | {"positive_button": anything, "negative_button": anything}, _COMMON),
    "icon_button": record(
        _TYPE | {"icon": string(limits.ID), "text": plain(limits.BUTTON_TEXT)},
        _COMMON
        | {
            "value": string(limits.BUTTON_VALUE),
            "confirm": confirm,
            "visible_to_user_ids": anything,
            "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
        },
    ),
}

_MENUS = {kind for kind in ELEMENTS if kind.endswith("_select")}
_PICKERS = {"datepicker", "timepicker", "checkboxes", "radio_buttons"}
IN_SECTION = _MENUS | _PICKERS | {"button", "workflow_button", "overflow", "image"}
IN_ACTIONS = _MENUS | _PICKERS | {"button", "workflow_button", "overflow", "datetimepicker"}
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}
_ONLY_IN_MODALS = {"email_text_input", "url_text_input", "number_input", "file_input"}
_WRITING = {"plain_text_input", "rich_text_input", "datetimepicker"}


def in_input(surface: str) -> set[str]:
    """The element kinds an input block may hold there."""
    return _MENUS | _PICKERS | _WRITING | (_ONLY_IN_MODALS if surface == "modal" else set())
