"""kubectl's JSONPath, our own: a template read once, then held to values. Called by `templates`.

Pure and bounded: any text is read or Refused, and no template makes more than `evaluate.MOST_STEPS` of any
object. What kubectl takes means the same here, except where kubectl would say nothing at all about a slip
(`{range}` without `{end}`, a dot without a name): that is Refused. `&&`, `||`, brackets and filters inside
filters are ours.
"""

from __future__ import annotations

from bot.actions.reading.jsonpath.evaluate import rendered, results
from bot.actions.reading.jsonpath.nodes import Template
from bot.actions.reading.jsonpath.parse import read_path, read_template
from bot.actions.reading.jsonpath.spelling import as_json, go_text

__all__ = ["Template", "as_json", "go_text", "read_path", "read_template", "rendered", "results"]
