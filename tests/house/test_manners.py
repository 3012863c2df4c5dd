"""Sizes, words and habits that hold in every room."""

from pathlib import Path

import pytest

from tests.house import laws, tree

CODE = tree.python_files(*tree.PACKAGES)
EVERYTHING = tree.python_files(*tree.PACKAGES, "tests", "bench")

# Where the outside world may throw anything and the house must still stand: around a whole
# delivery from Slack, and around a whole job. Everywhere else an error is named.
EDGES = {"commands/register.py", "bot/worker/loop.py"}

# Other people's documents, kept as they are.
AS_THEY_ARE = ("catalog/",)
COMMENTED = {".py", ".toml", ".yaml", ".yml", ".sh", ".sql", ".js", ".css", ".mako", ""}


def none(found):
    assert not found, "\n".join(["", *found])


def house_texts():
    return {name: text for name, text in tree.kept_texts().items() if not name.startswith(AS_THEY_ARE)}


def test_no_file_is_longer_than_250_lines():
    none(laws.long_files(CODE))


def test_no_function_is_longer_than_40_lines():
    none(laws.long_functions(CODE))


def test_every_module_says_why_it_exists():
    none(laws.silent_modules(EVERYTHING))


def test_everything_is_caught_only_at_the_two_edges():
    inner = [path for path in CODE if path.relative_to(tree.ROOT).as_posix() not in EDGES]
    none(laws.broad_excepts(inner))


@pytest.mark.parametrize(("package", "other"), [("bot", "sandbox"), ("commands", "sandbox"),
                                                ("migrations", "sandbox"), ("sandbox", "bot"),
                                                ("sandbox", "commands")])  # fmt: skip
def test_product_and_sandbox_never_import_each_other(package, other):
    found = []
    for path in tree.python_files(package):
        home = tree.module_name(path if path.name == "__init__.py" else path.parent / "__init__.py")
        found += laws.crossings(path, home, other)
    none(found)


def test_nothing_is_mocked_and_nothing_reaches_a_shell():
    none([sin for path in EVERYTHING for sin in laws.mocks_and_shells(path)])


def test_no_text_names_a_machine_or_a_registry():
    found = []
    for name, text in house_texts().items():
        found += laws.matches(laws.MACHINE_PATH, name, text) + laws.matches(laws.REGISTRY, name, text)
    none(found)


def test_comments_draw_no_banners():
    found = []
    for name, text in house_texts().items():
        if Path(name).suffix in COMMENTED and name != "LICENSE":
            found += laws.matches(laws.BANNER, name, text)
    none(found)
