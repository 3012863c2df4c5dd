"""Names from templates and spans in words: as they are written, and never illegal whatever is put in."""

import re
from datetime import date, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.naming import (
    FIELDS,
    BadTemplate,
    channel_name,
    counter,
    duration,
    next_name,
    number,
    pieces,
    postmortem_path,
    reference,
    spoken,
)

DAY = date(2026, 8, 27)
LEGAL = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")

fields = st.sampled_from([f"{{{name}}}" for name in FIELDS] + ["{n:03}"])
literals = st.text(st.characters(exclude_characters="{}"), max_size=30)
templates = st.lists(fields | literals, max_size=8).map("".join)
values = st.fixed_dictionaries(
    {},
    optional={name: st.text(max_size=60) for name in FIELDS if name not in ("date", "n")}
    | {"date": st.dates(), "n": st.integers(0, 10**9)},
)


def test_a_channel_is_named_by_date_and_severity():
    assert channel_name("Incident-{system}-{date}-{severity}", date=DAY, system="Cloud", severity="P0") == (
        "incident-cloud-20260827-p0"
    )


def test_the_parts_of_the_date_stand_alone_too():
    assert channel_name("{year}-{month}-{day}-{n:03}", date=date(2026, 3, 7), n=4) == "2026-03-07-004"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("5xx on /pay", "5xx-on-pay"),
        ("Größe & Łódź: can’t pay", "grosse-lodz-cant-pay"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full-width"),
        ("日本 down 💥💥 now", "down-now"),
        ("<!channel> <@U123>", "channel-u123"),
        ("a – b — c", "a-b-c"),
    ],
)
def test_a_title_becomes_plain_words(title, slug):
    assert channel_name("inc-{slug}", slug=title) == f"inc-{slug}"


@pytest.mark.parametrize("title", ["", "💥", "日本", "---", "_"])
def test_a_title_without_a_plain_letter_is_left_out(title):
    assert channel_name("{ref}-{slug}", ref="INC-1", slug=title) == "inc-1"
    assert channel_name("{slug}", slug=title) == "incident"


def test_a_long_title_gives_way_to_the_rest_and_ends_with_a_word():
    name = channel_name("{slug}-{ref}", slug="checkout is slow " * 20, ref="INC-123")
    assert name == "checkout-is-slow-checkout-is-slow-checkout-is-slow-checkout-is-slow-inc-123"


@given(templates, values)
def test_a_channel_name_is_always_legal_for_slack(template, given_values):
    assert LEGAL.fullmatch(channel_name(template, **given_values))


@given(st.from_regex(LEGAL, fullmatch=True), st.integers(2, 10**6))
def test_the_next_name_is_legal_different_and_says_which_try_it_is(name, n):
    again = next_name(name, n)
    assert LEGAL.fullmatch(again)
    assert again.endswith(f"-{n}")
    assert again != next_name(name, n + 1)


def test_the_first_try_is_the_name_itself():
    assert [next_name("inc-1", n) for n in (1, 2, 3)] == ["inc-1", "inc-1-2", "inc-1-3"]


def test_ids_are_counted_by_template_and_year():
    assert reference("INC-{n}", 7, 2026) == "INC-7"
    assert reference("INC-{year}-{n:03}", 7, 2026) == "INC-2026-007"
    assert reference("INC-{n:03}", 12345, 2026) == "INC-12345"
    assert counter("INC-{n}", 2026) == counter("inc-{n:03}", 2027)
    assert counter("INC-{year}-{n}", 2026) != counter("INC-{year}-{n}", 2027)
    assert counter("INC-{n}", 2026) != counter("SEC-{n}", 2026)


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(2020, 2030), st.integers(2020, 2030))
def test_no_id_is_given_twice_by_one_template(n, m, year, other):
    same = reference("INC-{year}-{n:03}", n, year) == reference("INC-{year}-{n:03}", m, other)
    assert same == ((n, year) == (m, other))


@given(
    st.sampled_from(["INC-{n}", "{n:03}", "INC-{year}-{n:04}", "{n}-{year}", "v2.{n}+"]),
    st.integers(1, 10**7),
)
def test_the_number_is_read_back_from_an_id(template, n):
    assert number(template, reference(template, n, 2026)) == n
    assert number(template, reference("OTHER-{n}", n, 2026)) is None


def test_a_postmortem_is_filed_by_the_day_with_its_dashes():
    path = postmortem_path("docs/incidents/{date}-{ref}.md", {"date": DAY, "ref": "INC-2026-007"})
    assert path == PurePosixPath("docs/incidents/2026-08-27-inc-2026-007.md")


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/etc/{slug}.md", "etc/passwd.md"),
        ("../../{slug}", "passwd"),
        ("~/.ssh/{slug}.md", "ssh/passwd.md"),
        ("a//./b/{kind}.md", "a/b/incident.md"),
        ("{kind}", "incident.md"),
        ("C:\\x\\{slug}.md", "C-x-passwd.md"),
    ],
)
def test_a_path_never_leaves_its_folder(template, path):
    assert postmortem_path(template, {"slug": "../passwd"}) == PurePosixPath(path)


@given(templates, values)
def test_a_path_is_always_relative_and_its_parts_safe(template, given_values):
    path = postmortem_path(template, given_values)
    assert not path.is_absolute()
    assert path.parts
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", part) for part in path.parts)
    assert len(path.parts) <= template.count("/") + 1


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("{}"), max_size=40))
def test_a_template_is_taken_apart_or_refused_in_words(template):
    said = None
    try:
        parts = pieces(template)
    except BadTemplate as bad:
        said, parts = (bad.what, bad.instead), ()
    assert all(said) if said else len(parts) == template.count("{") + 1


@pytest.mark.parametrize(
    "template", ["{", "}", "{ref", "ref}", "{{ref}}", "{}", "{ref!r}", "{n:>9}", "{n:00}"]
)
def test_what_is_no_field_is_refused(template):
    with pytest.raises(BadTemplate):
        pieces(template)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15 minutes", 15),
        ("15m", 15),
        ("1h 30m", 90),
        ("1h30m", 90),
        ("1 hour and 30 minutes", 90),
        ("1 hour, 30 min", 90),
        ("1.5 hours", 90),
        ("2 days", 2880),
        ("1 W", 10080),
        ("90 secs", 1.5),
        ("0m", 0),
    ],
)
def test_a_duration_is_read(text, minutes):
    assert duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "15",
        "m",
        "-5m",
        "5 minuts",
        "2 business days",
        "1h 2h",
        "1h,",
        "1h and",
        "soon",
        "1e3 s",
        "²m",
        "1m x",
    ],
)
def test_what_is_no_duration_is_none(text):
    assert duration(text) is None


@given(st.text(max_size=30) | st.text("0123456789. hmsdw,and", max_size=20))
def test_reading_a_duration_never_fails(text):
    found = duration(text)
    assert found is None or found >= timedelta(0)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 minutes"),
        (0.75, "45 seconds"),
        (1, "1 minute"),
        (15, "15 minutes"),
        (60, "1 hour"),
        (90, "1 h 30 min"),
        (90.5, "1 h 30 min"),
        (2.5, "2 min 30 s"),
        (24 * 60, "24 hours"),
        (48 * 60, "48 hours"),
        (72 * 60, "3 days"),
        (72 * 60 + 61, "3 d 1 h 1 min"),
        (-5, "-5 minutes"),
    ],
)
def test_a_span_is_spoken(minutes, said):
    assert spoken(timedelta(minutes=minutes)) == said


@given(
    st.integers(0, 10**6).map(lambda n: timedelta(minutes=n))
    | st.integers(0, 3599).map(lambda n: timedelta(seconds=n))
)
def test_what_is_spoken_reads_back(span):
    assert duration(spoken(span)) == span
