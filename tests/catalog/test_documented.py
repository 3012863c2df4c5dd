"""docs/catalog.md is true: its examples load, its error output is real, and every key is in it."""

import re
from pathlib import Path

import pytest
import yaml

from bot.catalog.forms import keys_of
from bot.catalog.operations.schema import MODELS as OF_OPERATIONS
from bot.catalog.schema import MODELS, SystemFile

PAGE = (Path(__file__).parents[2] / "docs" / "catalog.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
[(WRONG, ANSWER)] = re.findall(r"```yaml wrong\n(.*?)```.*?```text\n(.*?)```", PAGE, re.DOTALL)
BASE = ["system: shop", "name: The Shop", "severities: {P1: Down}"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.partition(":")[0])
def test_every_example_loads(catalog, example):
    """What an example leaves out of the three keys that every file needs is put before it."""
    present = yaml.safe_load(example)
    lacking = [line for line in BASE if line.split(":")[0] not in present]
    assert catalog.put("\n".join([*lacking, example])).problems() == []


def test_the_wrong_example_is_answered_as_printed(catalog):
    catalog.put(WRONG)
    assert catalog.problems() == [line.removeprefix("catalog/") for line in ANSWER.splitlines()]


@pytest.mark.parametrize("key", keys_of(SystemFile))
def test_every_key_has_its_heading_and_every_key_in_it_its_row(key):
    section = PAGE.partition(f"\n### {key}\n")[2].partition("\n### ")[0]
    assert section
    for inner in keys_of(MODELS[key]) if key in MODELS and key != "hours" else ():
        assert f"| `{inner}` |" in section


@pytest.mark.parametrize("key", OF_OPERATIONS)
def test_every_key_within_operations_has_its_row_below_its_own_name(key):
    section = PAGE.partition("\n### operations\n")[2].partition(f"\n**{key}**")[2].partition("\n**")[0]
    for inner in keys_of(OF_OPERATIONS[key]):
        assert f"| `{inner}` |" in section


def test_the_ten_lines_are_ten():
    assert len(EXAMPLES[0].splitlines()) <= 10
