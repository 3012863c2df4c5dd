"""docs/catalog.md is true: its examples load, its error output is real, and every key is in it."""

import re
from pathlib import Path

import pytest
import yaml

from bot.catalog.schema import MODELS, SystemFile, keys_of
from tests.catalog.conftest import SHOP

PAGE = (Path(__file__).parents[2] / "docs" / "catalog.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
WRONG, ANSWER = re.search(r"```yaml wrong\n(.*?)```.*?```text\n(.*?)```", PAGE, re.DOTALL).groups()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.partition(":")[0])
def test_every_example_loads(catalog, example):
    """An example without its own system is put into the shop's file."""
    missing = [
        line for line in yaml.safe_dump(yaml.safe_load(SHOP) | {"severities": {"P1": "Down"}}).splitlines()
        if line.split(":")[0].strip() not in (*yaml.safe_load(example), "P1" if "severities:" in example else "")
    ]  # fmt: skip
    assert catalog.put("\n".join([*missing, example])).problems() == []


def test_the_wrong_example_is_answered_as_printed(catalog):
    catalog.put(WRONG)
    assert catalog.problems() == [line.removeprefix("catalog/") for line in ANSWER.splitlines()]


@pytest.mark.parametrize("key", keys_of(SystemFile))
def test_every_key_has_its_heading_and_every_key_in_it_its_row(key):
    section = PAGE.partition(f"\n### {key}\n")[2].partition("\n### ")[0]
    assert section
    for inner in keys_of(MODELS[key]) if key not in ("hours",) and key in MODELS else ():
        assert f"| `{inner}` |" in section


def test_the_ten_lines_are_ten():
    assert len(EXAMPLES[0].splitlines()) <= 10
