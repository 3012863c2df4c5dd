"""What an API server says against a dry run, in words for the one who asked. Used by `frozen`.

Its own words may quote the whole object or the whole patch, environment and all, so what is quoted is left
out before the rest is redacted.
"""

from __future__ import annotations

import re

from bot.domain.redaction import redact
from bot.errors import Permanent, Temporary

_OBJECT = re.compile(r'"\{\\".*', re.DOTALL)
_MAP = re.compile(r'"map\[.*?\]"(?=: )', re.DOTALL)
_KEY = re.compile(r"declared merge key: (\w+)")

_UNREADABLE = (
    ("list element types", "the items of a list are not what the cluster has there"),
    ("unknown patch type", "it holds a `$patch` that there is not"),
    ("$retainKeys", "its `$retainKeys` does not fit"),
    ("$setElementOrder", "its `$setElementOrder` does not fit"),
    ("$deleteFromPrimitiveList", "its `$deleteFromPrimitiveList` does not fit"),
)
"""What is wrong with a strategic patch and comes as an error of the server's own (HTTP 500)."""


def against(error: Permanent, title: str, tested: bool) -> str:
    """Why a dry run was refused; `tested` when its JSON Patch had tests of ours."""
    said = redact(_MAP.sub("(the patch)", _OBJECT.sub("(the object)", str(error)))).text
    if "does not support dry run" in said:
        return (
            f"No preview is possible: {said} What nobody can see cannot be approved. Have the webhook "
            "declare `sideEffects: None` or `NoneOnDryRun`, or make the change by hand."
        )
    if error.code == "Invalid" and tested and "error in our request" in said:
        return f"{title} changed while it was being looked at. Ask again."
    return said


def unreadable(error: Temporary) -> str:
    """Why a strategic patch can never be read; empty for an error that may pass."""
    said = str(error)
    if key := _KEY.search(said):
        return f"The cluster cannot read this patch: an item of a list lacks its `{key[1]}`."
    found = next((why for word, why in _UNREADABLE if word in said), "")
    return f"The cluster cannot read this patch: {found}." if found else ""
