"""What is wrong with a file as a whole, with its folder, and between two systems."""

import pytest
import yaml

from bot.catalog.load import check, load
from bot.catalog.located import CatalogError, Located
from bot.errors import Refused
from tests.catalog.conftest import SHOP

BOMB = (
    SHOP
    + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
)

FILES = {
    "empty": ("", "1: the file is empty; begin with `system: my-system`; docs/catalog.md has ten lines"),
    "only a comment": (
        "# later\n",
        "1: the file is empty; begin with `system: my-system`; docs/catalog.md has ten lines",
    ),
    "a list": ("\n- a\n", "2: the file is no mapping; begin with `system: my-system`"),
    "not UTF-8": (SHOP.encode() + b"zone: \xff\n", "6: the file is not UTF-8 here; save it as UTF-8"),
    "a control sign": (SHOP + "zone: \x07\n", "6: the sign U+0007 is not allowed; remove it"),
    "a tab": (
        SHOP + "hours:\n\tstart: 1\n",
        "7: a tab where spaces must be; indent with two spaces for each level",
    ),
    "an at sign": (
        SHOP + "stakeholders: @a\n",
        '6: a text begins with a sign that means something else in YAML; write stakeholders: "@a"',
    ),
    "a brace": (
        SHOP + "naming:\n  channel: {ref}-x\n",
        '7: a text begins with a sign that means something else in YAML; write channel: "{ref}-x"',
    ),
    "a colon": (
        SHOP + "description: a: b\n",
        "6: a colon where no key can be; put a text with `: ` in quotes, or mend the indentation",
    ),
    "open quotes": (
        SHOP + 'zone: "UTC\nhours: {}\n',
        "6: quotes are opened and not closed; close them on the line where they open",
    ),
    "an open bracket": (
        SHOP + "channels: [a, b\nhours: {}\n",
        "6: a bracket is opened and not closed; close it, and separate what is in it with commas",
    ),
    "a stray word": (SHOP + "zone\nhours: {}\n", "6: a line without `key:`; write `key: value`"),
    "a sign that does not exist": (
        SHOP + 'zone: "\\U00110000"\n',
        {
            yaml.SafeLoader: "1: this is no YAML: chr() arg not in range(0x110000); "
            "check indentation, colons, quotes and brackets",
            yaml.CSafeLoader: "6: this is no YAML: found invalid Unicode character escape code; "
            "check indentation, colons, quotes and brackets",
        },
    ),
    "a key twice": (SHOP + "name: Again\n", '6: "name" is already on line 2; keep one of the two'),
    "a key that is a list": (
        SHOP + "? [a]\n: b\n",
        "6: a key is a list or a mapping; write a text before the colon, in quotes if needed",
    ),
    "two documents": (
        SHOP + "---\nsystem: b\n",
        "6: a second document begins; leave out the line `---`; one file describes one system",
    ),
    "a tag": (SHOP + "zone: !utc UTC\n", '6: unknown tag "!utc"; leave it out, or put the text in quotes'),
    "too deep": (SHOP + "zone: " + "[" * 9999, "6: nested more than 30 deep; write it flatter"),
    "an alias within itself": (SHOP + "zone: &a [*a]\n", "6: nested more than 30 deep; write it flatter"),
    "an anchor bomb": (BOMB, "6: more than 20000 values, counting aliases; write the values out once"),
    "too large": (SHOP + "#" * 600_000, "1: the file is larger than 512 KB; write only what a system needs"),
}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_cannot_be_read_says_where_and_why(catalog, file, loader, monkeypatch):
    """With PyYAML's parser in C and the one in Python, which word their complaints differently."""
    monkeypatch.setattr("bot.catalog.load._LOADER", loader)
    text, said = FILES[file]
    said = said[loader] if isinstance(said, dict) else said
    assert catalog.put(text).problems() == [f"shop/system.yaml:{said}"]


def test_aliases_in_measure_are_fine(catalog):
    text = SHOP + 'stakeholders: &all ["@a", "@b"]\nreview: {attendees: *all}\n'
    assert catalog.put(text).system().review.attendees == ("@a", "@b")


def test_windows_line_ends_and_a_byte_order_mark_are_fine(catalog):
    assert catalog.put(b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").encode()).problems() == []


def test_loading_what_is_wrong_raises_all_of_it(catalog):
    catalog.put(SHOP + "zone: X\nhours: 1\n")
    with pytest.raises(CatalogError) as caught:
        load(catalog.folder)
    assert isinstance(caught.value, Refused)
    assert [problem.line for problem in caught.value.problems] == [6, 7]
    assert all(isinstance(problem, Located) for problem in caught.value.problems)


def test_the_folder_has_the_name_of_the_system(catalog):
    assert catalog.put(SHOP, "store").problems() == [
        'store/system.yaml:1: the folder is "store" but the system "shop"; give both one name'
    ]


def test_a_folder_without_a_system_file_is_named(catalog):
    catalog.put(SHOP)
    (catalog.folder / "drafts").mkdir()
    (catalog.folder / ".git").mkdir()
    (catalog.folder / "README.md").write_text("Ours.")
    assert catalog.problems() == ["drafts:1: has no system.yaml; write one or remove the folder"]


def test_an_empty_or_absent_catalogue_is_said(catalog):
    (nothing,) = check(catalog.folder)
    assert nothing.what == "no system is here"
    (absent,) = check(catalog.folder / "gone")
    assert absent.what == "cannot be read: No such file or directory"
    with pytest.raises(CatalogError):
        load(catalog.folder)


def test_the_folder_of_one_system_can_be_read_alone(catalog):
    catalog.put(SHOP)
    assert [s.id for s in load(catalog.folder / "shop").systems] == ["shop"]


def test_systems_are_in_the_order_of_their_ids(catalog):
    for name in ("b", "a"):
        catalog.put(SHOP.replace("system: shop", f"system: {name}").replace("The Shop", name.upper()), name)
    assert [s.id for s in load(catalog.folder).systems] == ["a", "b"]


def test_two_systems_with_one_id_or_name_are_told_apart(catalog):
    catalog.put(SHOP).put(SHOP, "shop2")
    assert catalog.problems() == [
        'shop2/system.yaml:1: system: "shop" already means the system "shop"; write another',
        'shop2/system.yaml:1: the folder is "shop2" but the system "shop"; give both one name',
        'shop2/system.yaml:2: name: "The Shop" already means the system "shop"; write another',
    ]


def test_a_service_is_not_called_like_another_system_nor_a_channel_shared(catalog):
    catalog.put(SHOP + 'channels: ["#dev"]\nservices: {api: API}\n')
    bank = "system: bank\nname: Bank\nseverities: {P1: Down}\nchannels:\n  - '#dev'\nservices:\n  pay:\n"
    catalog.put(bank + "    aliases: [Shop]\n  api:\n", "bank")
    assert catalog.problems() == [
        'bank/system.yaml:8: services > pay > aliases: "Shop" already means the system "shop"; '
        "write another word",
        'shop/system.yaml:6: channels: "#dev" already means the system "bank"; keep it in one of the two',
    ]


def test_two_systems_may_have_a_service_of_one_name(catalog):
    catalog.put(SHOP + "services: {api: API}\n")
    catalog.put("system: bank\nname: Bank\nseverities: {P1: Down}\nservices: {api: API}\n", "bank")
    assert [s.id for s, _ in load(catalog.folder).of_service("api")] == ["bank", "shop"]
