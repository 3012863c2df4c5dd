"""The Makefile stays small and explains itself; the locks hold what pyproject.toml asks for."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, pyproject

MOST_VERBS = 14
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
LOCKS = ["requirements.lock", "requirements.runtime.lock"]


def verbs(makefile):
    """Verb -> its help, None where it has none."""
    found = re.findall(r"^([a-z][a-z-]*):(?!=)(?:.*?## (.+))?", makefile, re.MULTILINE)
    return {verb: words or None for verb, words in found}


def pinned(lock):
    """Name -> version of everything a lock pins."""
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;]+)", text, re.MULTILINE))


def asked(*groups):
    """What pyproject.toml asks for itself, with the named dependency groups."""
    project = pyproject()
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += [line for line in project["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in lines]


def test_at_most_fourteen_verbs_and_each_explains_itself():
    found = verbs(MAKEFILE)
    assert len(found) <= MOST_VERBS
    assert [verb for verb, words in found.items() if not words] == []


def test_every_verb_is_phony_so_a_folder_of_its_name_does_not_hide_it():
    phony = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert set(" ".join(phony).split()) == set(verbs(MAKEFILE))


def test_a_verb_without_help_is_noticed():
    assert verbs("demo: x ## play\nbake:\n\ttrue\nPY := x\n") == {"demo": "play", "bake": None}


@pytest.mark.parametrize(("lock", "groups"), [(LOCKS[0], ("build", "dev")), (LOCKS[1], ("build",))])
def test_every_direct_dependency_is_pinned_to_a_version_it_allows(lock, groups):
    pins = pinned(lock)
    for one in asked(*groups):
        version = pins.get(canonicalize_name(one.name))
        assert version, f"{one.name} is not in {lock}: run `make lock`"
        assert one.specifier.contains(version), f"{one} against {version}: run `make lock`"


def test_what_ships_is_what_was_tested():
    tested = pinned(LOCKS[0])
    assert {name: tested.get(name) for name in pinned(LOCKS[1])} == pinned(LOCKS[1])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_hashes(lock):
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text("utf-8"))
    bare = [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert bare == []
