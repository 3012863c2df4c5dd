"""The actions there really are can be said as they say themselves."""

from __future__ import annotations

import shlex
from collections import Counter

import pytest

from bot.actions.registry import specs
from bot.domain.action import Call, by_words
from bot.runbooks.calls import canonical, read
from bot.runbooks.flags import GLOBALS
from bot.runbooks.refusals import refused_flag

ALL = specs().all


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_every_example_means_the_action_and_comes_back_from_its_spelling(spec):
    assert spec.examples
    for example in spec.examples:
        call = read(shlex.split(example), ALL)
        assert isinstance(call, Call), call
        assert call.action == spec.name
        assert read(shlex.split(canonical(call, spec)), ALL) == call


def test_no_two_actions_are_said_the_same_way():
    said = [tuple(words.split()) for spec in ALL for words in spec.words]
    assert len(by_words(ALL)) == len(said)


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_its_flags_are_its_own(spec):
    flags = Counter(flag for param in spec.params for flag in param.flags)
    assert not [flag for flag in flags if flag in GLOBALS or refused_flag(flag)]
    assert not [flag for flag, times in flags.items() if times > 1]
    assert all(flag.startswith("--") or len(flag) == 2 for flag in flags)
