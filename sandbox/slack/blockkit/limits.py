"""Every size limit of Block Kit and messages in one table (Slack's reference, 2026). Read by the checks."""

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
ID: Final = 255
URL: Final = 3000
TEXT: Final = 3000

SECTION_TEXT: Final = 3000
SECTION_FIELDS: Final = 10
SECTION_FIELD_TEXT: Final = 2000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
CONTEXT_ACTIONS_ELEMENTS: Final = 5
LABEL: Final = 2000
HINT: Final = 2000
ALT_TEXT: Final = 2000
TITLE: Final = 2000
MARKDOWN_TEXT: Final = 12_000
MARKDOWN_PER_MESSAGE: Final = 12_000
TABLES_PER_MESSAGE: Final = 1
TABLE_ROWS: Final = 100
TABLE_CELLS: Final = 20
DATA_TABLE_ROWS: Final = 101
CHARTS_PER_MESSAGE: Final = 2

BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
ACCESSIBILITY_LABEL: Final = 75
PLACEHOLDER: Final = 150
OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
OVERFLOW_OPTIONS: Final = 5
CHOICES: Final = 10
"""options of checkboxes and radio buttons"""
TEXT_INPUT: Final = 3000
FILE_INPUT_FILES: Final = 10

CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

VIEW_TITLE: Final = 24
PRIVATE_METADATA: Final = 3000
VIEW_BYTES: Final = 250_000

ATTACHMENTS: Final = 100
UPDATED_TEXT: Final = 4_000
"""longest text chat.update takes"""
METADATA_BYTES: Final = 8_000
