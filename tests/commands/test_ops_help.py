"""Help and the page of documentation say what the declarations say."""

from __future__ import annotations

from bot.actions.registry import specs
from commands.grammar.ops import CONTROLS, ops_help
from commands.reference import ops_page
from tests.runbooks.declared import ALL


def test_the_overview_has_every_action_and_every_control_word():
    guide = ops_help(ALL)
    assert [row.name for row in guide.entries] == [
        *(spec.words[0] for spec in ALL),
        *(control.name for control in CONTROLS),
    ]
    assert (guide.one, guide.unknown) == (None, "")


def test_one_action_is_found_by_any_way_of_saying_it():
    for word in ("rollback", "rollout undo", "Rollout  Undo", "undo"):
        found = ops_help(ALL, word).one
        assert found is not None
        assert found.name == "rollback"
    assert ops_help(ALL, "xyzzy").unknown == "xyzzy"


def test_an_action_is_explained_with_its_flags():
    found = ops_help(ALL, "logs").one
    assert found is not None
    assert found.line.startswith("logs [pod...]")
    assert ("--tail=N", "-1 to 5000. 200 if left out.") in found.flags
    assert ("--follow, -f", "follow.") in found.flags
    assert any(flag.startswith("--namespace=") for flag, _ in found.common)
    assert "runs at once" in found.more


def test_only_reads_are_offered_all_namespaces():
    for name, offered in (("logs", True), ("restart", False)):
        found = ops_help(ALL, name).one
        assert found is not None
        assert any("--all-namespaces" in flag for flag, _ in found.common) is offered


def test_the_page_has_a_section_for_each_and_no_line_is_broken():
    page = ops_page(specs().all)
    for row in ops_help(specs().all).entries:
        assert f"### {row.name}\n" in page
        assert all(f"/ops {example}\n" in page for example in row.examples)
    assert page.startswith("# Actions\n")
    assert page.endswith("\n")
