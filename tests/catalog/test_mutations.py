"""Whatever happens to a system file, the answer is located problems or a catalogue, never a crash."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.load import check, load
from bot.catalog.located import CatalogError, Located

SHIPPED = (Path(__file__).parents[2] / "catalog" / "smartcloudops" / "system.yaml").read_text("utf-8")
TREE = yaml.safe_load(SHIPPED)

many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates()
    | st.sampled_from(["@oncall", "P0", "cto", "5 minutes", "{ref}", "{", "a@b.c", "U0123456789", "\ud800",
                       "deployment/backend", "system:masters", "*", "production", "sre", "danger", "0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.fixture
def answered(tmp_path):
    home = tmp_path / "smartcloudops"
    home.mkdir()

    def answer(data):
        (home / "system.yaml").write_bytes(data)
        problems = check(tmp_path)
        lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\xc2\x85") + data.count(b"\xe2\x80") + 1
        assert all(isinstance(p, Located) and 1 <= p.line <= lines for p in problems)
        assert all(str(p).encode() and "\n" not in str(p) and p.what and p.instead for p in problems)
        if problems:
            with pytest.raises(CatalogError):
                load(tmp_path)
        else:
            assert load(tmp_path).systems

    return answer


@many
@given(st.integers(0, len(SHIPPED)), st.integers(0, 40), st.binary(max_size=12) | st.text(max_size=8))
def test_bytes_cut_out_and_put_in(answered, at, cut, new):
    new = new if isinstance(new, bytes) else new.encode("utf-8", "surrogatepass")
    data = SHIPPED.encode()
    answered(data[:at] + new + data[at + cut :])


@many
@given(st.integers(0, 400), st.sampled_from(list("@#:{}[]&*!|>%`'\"\t-, ?<")), st.data())
def test_a_sign_of_yaml_anywhere_in_a_line(answered, at, sign, data):
    lines = SHIPPED.splitlines(keepends=True)
    line = lines[at % len(lines)]
    column = data.draw(st.integers(0, len(line)))
    lines[at % len(lines)] = line[:column] + sign + line[column:]
    answered("".join(lines).encode())


@many
@given(st.lists(st.tuples(st.lists(st.integers(0, 20), min_size=1, max_size=5), odd), min_size=1, max_size=4))
def test_values_replaced_by_anything(answered, changes):
    tree = deepcopy(TREE)
    for steps, value in changes:
        _replace(tree, steps, value)
    answered(yaml.dump(tree, allow_unicode=True).encode("utf-8", "backslashreplace"))


@many
@given(st.lists(st.tuples(st.lists(st.integers(0, 10), min_size=1, max_size=4), odd), min_size=1, max_size=4))
def test_values_of_operations_replaced_by_anything(answered, changes):
    tree = deepcopy(TREE)
    for steps, value in changes:
        _replace(tree["operations"], steps, value)
    answered(yaml.dump(tree, allow_unicode=True).encode("utf-8", "backslashreplace"))


@many
@given(st.lists(st.integers(0, 20), min_size=1, max_size=5), st.text(max_size=12))
def test_keys_renamed_to_anything(answered, steps, name):
    tree = deepcopy(TREE)
    holder, key = _find(tree, steps)
    if isinstance(holder, dict):
        holder[name] = holder.pop(key)
    answered(yaml.dump(tree, allow_unicode=True).encode("utf-8", "backslashreplace"))


@many
@given(odd)
def test_a_file_of_anything(answered, value):
    answered(yaml.dump(value, allow_unicode=True).encode("utf-8", "backslashreplace"))


def _find(tree, steps):
    """The innermost mapping or list on the way of `steps`, and the key there."""
    holder, key = tree, next(iter(tree))
    here = tree
    for step in steps:
        if not isinstance(here, dict | list) or not here:
            break
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        holder, key = here, keys[step % len(keys)]
        here = holder[key]
    return holder, key


def _replace(tree, steps, value):
    holder, key = _find(tree, steps)
    if key in holder if isinstance(holder, dict) else True:
        holder[key] = value
