"""Secrets that people paste are masked, other text is left alone, long text costs only its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import ActionItemAdded, MessageCaptured
from bot.domain.words import MASK, Words, mask, masked
from tests.story import NOON

SECRETS = [
    "AKIAIOSFODNN7EXAMPLE",
    "xoxb-123456789012-abcdefghij",
    "xapp-1-A0123-4567-deadbeef",
    "ghp_" + "a" * 36,
    "glpat-abcdefghij0123456789",
    "sk-" + "b" * 40,
    "AIza" + "c" * 35,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_in_the_middle_of_a_sentence_is_masked(secret: str):
    assert mask(f"look: {secret} is what I used") == f"look: {MASK} is what I used"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgres://oracle:hunter2@db:5432/x", f"postgres://oracle:{MASK}@db:5432/x"),
        ("DB_PASSWORD=hunter22 make", f"DB_PASSWORD={MASK} make"),
        ('{"api_key": "0123456789"}', f'{{"api_key": "{MASK}"}}'),
        ("Authorization: Bearer abcdefghijklmnop", f"Authorization: Bearer {MASK}"),
        ("client_secret : s3cr3tvalue", f"client_secret : {MASK}"),
    ],
)
def test_what_is_assigned_is_masked_and_its_name_stays(text: str, left: str):
    assert mask(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "error rate 5% on /pay, token bucket full",
        "https://status.example.com/incidents/12",
        "rolled back to 1.4.2 at 14:02",
        "mail anna@example.com",
    ],
)
def test_plain_words_stay(text: str):
    assert mask(text) == text


@given(st.text(max_size=300))
def test_masking_again_changes_nothing(text: str):
    assert mask(mask(text)) == mask(text)


def test_nested_and_repeated_words_are_masked_and_other_fields_left_alone():
    item = ActionItemAdded(1, Words("rotate AKIAIOSFODNN7EXAMPLE"))
    capture = MessageCaptured("C1", "1.1", "U1", NOON, Words("pwd=12345678"), "pin")

    assert masked(item).text == f"rotate {MASK}"
    assert masked(capture).text == f"pwd={MASK}"
    assert masked(capture).channel == "C1"


@pytest.mark.parametrize(
    "piece",
    ["x", "a.", "eyJ-", "token", "password ", "xoxb-", "a://", "-----BEGIN PRIVATE KEY-----", "ghp_a"],
)
def test_a_text_of_a_hundred_thousand_characters_is_no_trouble(piece: str):
    text = piece * (100_000 // len(piece))

    assert len(mask(text)) <= len(text) + len(MASK)
