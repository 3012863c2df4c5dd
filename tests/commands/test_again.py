"""A button can carry a declare."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.commands import Declare
from bot.domain.words import Words
from commands.again import pack, unpack
from tests.commands.kit import NOW


def test_a_declare_fits_into_a_button_and_comes_back():
    declared = Declare("shop", "P1", Words("<b> & “x”"), "cart", "outage", True, True, NOW, "C1")
    assert unpack(pack(declared)) == replace(declared, anyway=True)


def test_a_secret_never_goes_into_a_button():
    assert "hunter22" not in pack(Declare("shop", "P1", Words("login with password=hunter22")))


def test_what_does_not_fit_or_is_no_declare_is_none():
    assert pack(Declare("shop", "P1", Words("x" * 3000))) == ""
    assert [unpack(value) for value in ("", "x", "[]", "{}", "1", '{"system":1}', '{"at":"x"}')] == [None] * 7
