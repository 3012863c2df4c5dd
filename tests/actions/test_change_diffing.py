"""From one object to another: the smallest patch, its tests, what was lost, and how it is shown."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.changing.diffing import guards, minimal, plain
from bot.actions.changing.leaves import spoken, unheard, unkept
from bot.actions.changing.pointer import MISSING, applied, at, join, same, split, under
from bot.actions.changing.showing import difference
from bot.errors import Refused

keys = st.text("ab/~.- ", max_size=3)
leaves = st.none() | st.booleans() | st.integers(-2, 2) | st.text("xy\n", max_size=3)
named = st.fixed_dictionaries({"name": st.sampled_from("abc"), "value": leaves})
documents = st.recursive(
    leaves, lambda inner: st.lists(inner | named, max_size=4) | st.dictionaries(keys, inner, max_size=4)
)
objects = st.dictionaries(keys, documents, max_size=5)


def places(document: Any, path: str = "") -> dict[str, Any]:
    """Every pointer into `document` with what stands there."""
    found = {path: document}
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document)
        if isinstance(document, list) else ()
    )  # fmt: skip
    for key, value in inner:
        found |= places(value, path + join(key))
    return found


@given(objects, objects)
def test_the_patch_makes_the_one_of_the_other(before, after):
    kept = copy.deepcopy(before)
    assert same(applied(before, minimal(before, after)), after)
    assert before == kept


@given(objects)
def test_nothing_is_done_to_what_is_the_same(document):
    assert minimal(document, copy.deepcopy(document)) == []


@given(objects, objects)
def test_the_tests_of_a_patch_hold_on_what_it_was_made_from_and_not_on_what_it_makes(before, after):
    before, after = plain(before), plain(after)  # null and absent are one to the API server
    ops = minimal(before, after)
    tests = guards(before, ops)
    assert same(applied(before, tests), before)
    assert tests[0]["path"] == "/metadata/uid"
    if ops:
        with pytest.raises(Refused):
            applied(after, tests)


@given(objects, st.data())
def test_one_changed_value_is_one_operation_and_touches_nothing_else(before, data):
    inside = [path for path, value in places(before).items() if path and not isinstance(value, dict | list)]
    if not inside:
        return
    path = data.draw(st.sampled_from(inside))
    after = applied(before, [{"op": "replace", "path": path, "value": "another"}])
    ops = minimal(before, after)
    in_list = any(isinstance(value, list) and under(path, place) for place, value in places(before).items())
    if in_list:
        lists = [place for place, value in places(before).items() if isinstance(value, list)]
        tops = [place for place in lists if under(path, place)]
        assert all(any(under(op["path"], top) for top in tops) for op in ops)
    else:
        assert ops == [{"op": "replace", "path": path, "value": "another"}]


@given(st.lists(st.text(max_size=4)))
def test_a_pointer_reads_back_as_the_keys_it_was_made_of(tokens):
    assert split(join(*tokens)) == tokens


@given(objects)
def test_every_pointer_finds_what_it_points_at(document):
    for path, value in places(document).items():
        assert same(at(document, path), value)
    assert at(document, "/no such key") is MISSING


def test_a_pointer_spells_slashes_and_tildes_as_the_rfc_does():
    assert join("metadata", "labels", "a/b~c") == "/metadata/labels/a~1b~0c"
    assert split("/a~01") == ["a~1"]
    assert not under("/spec/templates", "/spec/template")


def test_anything_in_a_pod_template_tests_the_whole_of_it_and_a_list_is_tested_whole():
    template: Any = {
        "metadata": {"creationTimestamp": None},
        "spec": {"containers": [{"name": "a", "image": "x:1"}]},
    }
    rules = [{"host": "a"}]
    live: Any = {"metadata": {"uid": "u"}, "spec": {"replicas": 1, "template": template, "rules": rules}}
    after = copy.deepcopy(live)
    after["spec"]["template"]["spec"]["containers"][0]["image"] = "x:2"
    after["spec"]["rules"][0]["host"] = "b"
    after["spec"]["paused"] = True
    ops = minimal(plain(live), plain(after))
    assert [op["path"] for op in ops] == [
        "/spec/template/spec/containers/0/image", "/spec/rules/0/host", "/spec/paused",
    ]  # fmt: skip
    assert guards(live, ops) == [
        {"op": "test", "path": "/metadata/uid", "value": "u"},
        {"op": "test", "path": "/spec/template", "value": template},
        {"op": "test", "path": "/spec/rules", "value": [{"host": "a"}]},
        {"op": "test", "path": "/spec/paused", "value": None},
    ]


def test_what_the_cluster_writes_by_itself_is_no_part_of_a_change():
    live = {
        "metadata": {"uid": "u", "resourceVersion": "1", "generation": 1, "managedFields": [],
                     "annotations": {"deprecated.daemonset.template.generation": "1"}},
        "status": {"x": 1},
    }  # fmt: skip
    assert plain(live) == {"metadata": {"uid": "u", "annotations": {}}}


def test_taking_one_from_the_middle_of_a_list_is_one_operation():
    before = {"env": [{"name": name, "value": name} for name in "ABC"]}
    after = {"env": [{"name": "A", "value": "A"}, {"name": "C", "value": "new"}]}
    assert minimal(before, after) == [
        {"op": "replace", "path": "/env/2/value", "value": "new"},
        {"op": "remove", "path": "/env/1"},
    ]


@given(objects, objects)
def test_nothing_is_lost_when_the_cluster_answers_what_was_asked(before, after):
    assert unkept(before, after, after) == []
    assert unheard(after, after) == []


def test_what_the_cluster_drops_changes_or_keeps_is_said_by_its_place_without_values():
    live = {"spec": {"a": 1, "gone": 1, "cpu": "1"}, "other": 1}
    target = {"spec": {"a": 2, "new": {"deep": 5}, "cpu": "0.5"}, "other": 1}
    answer = {"spec": {"a": 3, "gone": 1, "cpu": "500m", "defaulted": True}, "other": 2}
    assert unkept(live, target, answer) == [
        "The cluster makes something else of spec.a than was asked for.",
        "The cluster does not keep spec.new.",
        "spec.gone was to be taken away, and the cluster keeps it.",
    ]


def test_a_strategic_patch_is_heard_where_its_items_ended_up():
    patch = {
        "spec": {
            "$retainKeys": ["x"], "replicas": 2, "gone": None, "kept": None, "typo": {"x": 1},
            "containers": [
                {"name": "b", "resources": {"limits": {"memory": "1024Mi"}}, "imagee": "x"},
                {"name": "c", "$patch": "delete"},
            ],
        }
    }  # fmt: skip
    answer = {
        "spec": {
            "replicas": 2, "kept": 1,
            "containers": [{"name": "a"}, {"name": "b", "resources": {"limits": {"memory": "1Gi"}}}],
        }
    }  # fmt: skip
    assert unheard(patch, answer) == [
        "spec.kept was to be taken away, and the cluster keeps it.",
        "The cluster does not keep spec.typo.",
        "The cluster does not keep spec.containers[b].imagee.",
    ]


def test_a_place_is_spoken_by_the_names_in_it():
    document = {"spec": {"containers": [{"name": "web", "ports": [{"port": 1}]}]}}
    assert spoken(document, "/spec/containers/0/ports/0/port") == "spec.containers[web].ports[0].port"
    assert spoken({}, "/metadata/annotations/a.b~1c") == 'metadata.annotations["a.b/c"]'


@given(objects, objects)
def test_the_shown_difference_is_empty_only_when_nothing_differs(before, after):
    shown = difference(before, after)
    assert bool(shown) == (json.dumps(before) != json.dumps(after)) or before == after


def test_the_shown_difference_says_where_and_little_else():
    containers = [{"name": "a", "image": "x:1"}, {"name": "b", "image": "y:1", "args": ["1", "two\nlines\n"]}]
    before: Any = {"kind": "Pod", "many": list(range(30)), "spec": {"containers": containers}}
    after = copy.deepcopy(before)
    after["spec"]["containers"][1]["image"] = "y:2"
    assert difference(before, after).splitlines() == [
        "@@ spec.containers[b] @@",
        "     image: x:1",
        "   - name: b",
        "-    image: y:1",
        "+    image: y:2",
        "     args:",
        '     - "1"',
    ]


@pytest.mark.parametrize(
    "op",
    [
        {"op": "remove", "path": "/nothing"},
        {"op": "replace", "path": "/list/5", "value": 1},
        {"op": "add", "path": "/nothing/below", "value": 1},
        {"op": "add", "path": "/list/x", "value": 1},
        {"op": "replace", "path": "/list/-", "value": 1},
        {"op": "move", "from": "/nothing", "path": "/a"},
        {"op": "replace", "path": "/a"},
        {"op": "invent", "path": "/a"},
        {"op": "test", "path": "/a", "value": 2},
        {"op": "remove", "path": "a"},
        {"value": 1},
    ],
)
def test_an_operation_that_does_not_fit_is_refused(op):
    with pytest.raises(Refused):
        applied({"a": 1, "list": [1]}, [op])
