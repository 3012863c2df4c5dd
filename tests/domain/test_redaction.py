"""No secret survives in the output of clusters, however it got there, and its place stays readable."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.redaction import MASK, redact
from tests.domain.redaction_corpus import PLACEMENTS, encoded, secrets

CORPUS = secrets()

_NOT_SEEN = re.compile(r"\x1b\[[0-9;]*m|\\+n|\s|^[-+] ", re.MULTILINE)


def fragments(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(max(1, len(text) - length + 1))]


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 200
    assert len({secret.kind for secret in CORPUS}) >= 20


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_no_piece_of_a_secret_survives(placement: str):
    survived = []
    for secret in CORPUS:
        text = PLACEMENTS[placement](secret)
        result = redact(text)
        seen = _NOT_SEEN.sub("", result.text)
        pieces = fragments(secret.core, 10)
        if "base64" in placement:
            pieces += fragments(encoded(secret), 24)
        if not result.masked or any(piece in seen for piece in pieces):
            survived.append(secret.kind)
        assert redact(result.text).text == result.text
    assert survived == []


@pytest.mark.parametrize(
    ("text", "left", "masked"),
    [
        ("password=hunter2 user=ann", "password=*** user=ann", 1),
        ("jdbc:x://h/d?user=a&password=b1&ssl=true", "jdbc:x://h/d?user=a&password=***&ssl=true", 1),
        ("postgres://oracle:hun@ter2@db:5432/x", "postgres://oracle:***@db:5432/x", 1),
        ('{"password":"a\\"b","user":"c"}', '{"password":"***","user":"c"}', 1),
        ('{\\"password\\":\\"ab\\",\\"u\\":1}', '{\\"password\\":\\"***\\",\\"u\\":1}', 1),
        ("Authorization: Bearer abcdefgh", "Authorization: Bearer ***", 1),
        ("map[Authorization:[Bearer abcdefgh] Accept:[x]]", "map[Authorization:[Bearer ***] Accept:[x]]", 1),
        ("Set-Cookie: sid=abc; Path=/; HttpOnly", "Set-Cookie: sid=***; Path=/; HttpOnly", 1),
        ("- --password\n- hunter2\n- run", "- --password\n- ***\n- run", 1),
        ("- name: DB_PASSWORD\n  value: hunter two\n", "- name: DB_PASSWORD\n  value: ***\n", 1),
        ("ALTER ROLE x PASSWORD 'hunter2'", "ALTER ROLE x PASSWORD '***'", 1),
        ("db.example.com:5432:shop:ann:hunter2", "db.example.com:5432:shop:ann:***", 1),
        ("A=1\nDB_PASSWORD=one two\nB=2", "A=1\nDB_PASSWORD=***\nB=2", 1),
        ("DB_PASSWORD=hunter2 make", "DB_PASSWORD=*** make", 1),
        ("mysql -u root -phunter2 shop", "mysql -u root -p*** shop", 1),
        ("curl -u ann:hunter2 http://x", "curl -u ann:*** http://x", 1),
        ("<password>hunter2</password>", "<password>***</password>", 1),
        ("  password: |\n    one\n    two\n  next: 1", "  password: |\n    ***\n  next: 1", 1),
        ("password: ***\npassword=*** (before)\n", "password: ***\npassword=*** (before)\n", 0),
    ],
)
def test_the_place_of_a_secret_stays_readable(text: str, left: str, masked: int):
    result = redact(text)

    assert (result.text, result.masked) == (left, masked)


def test_the_data_of_a_secret_is_masked_in_yaml_in_whatever_order_it_is_written():
    end = "kind: Secret\nmetadata:\n  name: x\n"
    text = "apiVersion: v1\ndata:\n  a: YWJj\n  b.conf: |\n    one\n    two: 2\n" + end
    other = "---\napiVersion: v1\ndata:\n  a: open\nkind: ConfigMap\n"

    left = redact(text + other).text

    assert "YWJj" not in left
    assert "one" not in left
    assert "two: 2" not in left
    assert left.endswith(end + other)


def test_the_data_of_a_secret_is_masked_in_json_and_in_json_within_json():
    text = json.dumps({"data": {"a": "YWJj", "b": 'x"{y'}, "kind": "Secret"})

    for form in (text, json.dumps({"annotation": json.dumps({"data": {"a": "YWJj"}, "kind": "Secret"})})):
        left = redact(form).text
        assert "YWJj" not in left
        assert 'x\\"{y' not in left
        json.loads(left)


def test_a_private_key_that_is_cut_off_at_either_end_is_masked():
    pem = next(secret.phrase for secret in CORPUS if secret.kind == "pem").splitlines()

    head = redact("\n".join(["start", *pem[:4], "2024-01-02 an ordinary line follows"])).text
    tail = redact("\n".join([*pem[2:], "2024-01-02 an ordinary line follows"])).text

    for left in (head, tail):
        assert not any(line in left for line in pem[1:-1])
        assert "an ordinary line follows" in left


KNOWN = st.text(min_size=6, max_size=40).filter(
    lambda value: len(value.strip()) >= 6 and not re.fullmatch(r"[*\s()a-z]*", value)
)


@given(st.text(max_size=100), KNOWN, st.text(max_size=100))
def test_a_known_value_never_survives(before: str, value: str, after: str):
    spellings = [
        value,
        json.dumps(value)[1:-1],
        quote(value, safe=""),
        base64.b64encode(value.encode()).decode(),
    ]
    for spelling in spellings:
        result = redact(before + spelling + after, [value])
        assert spelling not in result.text
        assert redact(result.text, [value]).text == result.text


def test_a_known_value_is_found_wrapped_coloured_and_inside_other_base64():
    value = "correct-horse.battery"
    texts = [
        f"x {value[:5]}\x1b[31m{value[5:]}",
        "y" * 70 + value[:10] + "\n" + value[10:],
        base64.b64encode(f"q\xe9\x01{value}\x02".encode("latin-1")).decode(),
        f"{value}\n{value}",
    ]
    for text in texts:
        assert redact(text).masked == 0
        assert redact(text, [value + "\n"]).masked >= 1
        assert value[3:12] not in re.sub(r"\x1b\[31m|\n", "", redact(text, [value + "\n"]).text)


def test_known_values_shorter_than_six_characters_are_left_alone():
    assert redact("the root user", ["root", ""]).text == "the root user"


PIECES = st.sampled_from(
    [
        "password",
        "=",
        ": ",
        "***",
        '"',
        "\\",
        "\n",
        " ",
        "token",
        "eyJ",
        "://",
        "@",
        "a:",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "kind: Secret\n",
        "data:\n",
        "  x: y\n",
        "\x1b[3",
        "1m",
        "\0",
        "Cookie: ",
        "é",
        "{",
        "}",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join)))
def test_redacting_again_changes_nothing(text: str):
    once = redact(text)

    assert redact(once.text).text == once.text
    assert once.masked or once.text == text


@given(st.text(alphabet=st.characters(), max_size=50), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_at_all_can_be_redacted(text: str, known: list[str]):
    assume(text)
    assert isinstance(redact("\ud800" + text, known).text, str)


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        "a.",
        "eyJ-",
        "token=",
        "password: ",
        'password="',
        "a://",
        "http://h:80",
        "-----BEGIN PRIVATE KEY-----",
        "data:\n",
        "kind: Secret\ndata:\n",
        "\n",
        "a\n",
        "\x1b[",
        "c2Vj",
        "--token ",
        "Cookie: ",
        '{"data":{',
        "password: |\n",
    ],
)
def test_a_text_of_two_hundred_thousand_characters_is_no_trouble(piece: str):
    text = piece * (200_000 // len(piece))

    assert len(redact(text).text) <= len(text) + len(MASK) * text.count(piece)
