"""Each law sees a small sin: a law that never complains protects nothing."""

import pytest

from tests.house import laws, tree


@pytest.fixture
def module(tmp_path):
    def write(text):
        path = tmp_path / "sinner.py"
        path.write_text(text)
        return path

    return write


def test_a_long_file_and_a_long_function_are_seen(module):
    path = module("def f():\n" + "    x = 1\n" * 40)
    assert laws.long_functions([path])
    assert not laws.long_functions([module("def f():\n" + "    x = 1\n" * 39)])
    assert laws.long_files([module("x = 1\n" * 251)])
    assert not laws.long_files([module("x = 1\n" * 250)])


def test_a_module_without_a_docstring_is_seen(module):
    assert laws.silent_modules([module("x = 1\n")])
    assert not laws.silent_modules([module('"""Why."""\nx = 1\n')])
    assert not laws.silent_modules([module("")])


@pytest.mark.parametrize(
    "caught",
    ["except:", "except Exception:", "except (ValueError, Exception) as e:", "except BaseException:"],
)
def test_catching_everything_is_seen(module, caught):
    assert laws.broad_excepts([module(f"try:\n    f()\n{caught}\n    pass\n")])


def test_catching_by_name_or_to_clean_up_is_fine(module):
    assert not laws.broad_excepts([module("try:\n    f()\nexcept BaseException:\n    close()\n    raise\n")])
    assert not laws.broad_excepts([module("try:\n    f()\nexcept (ValueError, KeyError):\n    pass\n")])


@pytest.mark.parametrize(
    "statement",
    [
        "import sandbox.slack",
        "from sandbox import drill",
        "def late():\n    from sandbox.slack import records",
        "import importlib\nimportlib.import_module('sandbox.slack')",
    ],
)
def test_an_import_across_the_wall_is_seen(module, statement):
    assert laws.crossings(module(statement), "bot.web", "sandbox")


def test_imports_on_our_own_side_are_fine(module):
    path = module("import bot.sandbox_of_sorts\nfrom . import views\n")
    assert not laws.crossings(path, "bot.web", "sandbox")


@pytest.mark.parametrize(
    "code",
    [
        "import unittest.mock",
        "from unittest import mock",
        "from unittest.mock import patch",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "import os\nos.system('ls')",
        "from os import system",
        "import asyncio\nasyncio.create_subprocess_shell('ls')",
    ],
)
def test_mocks_and_shells_are_seen(module, code):
    assert laws.mocks_and_shells(module(code))


def test_a_process_without_a_shell_is_fine(module):
    assert not laws.mocks_and_shells(module("import subprocess\nsubprocess.run(['ls'], shell=False)"))


@pytest.mark.parametrize("folder", ["work", "root", "home", "Users"])
def test_a_machine_path_is_seen(folder):
    assert laws.matches(laws.MACHINE_PATH, "a", f"see /{folder}/somebody/notes")
    assert not laws.matches(laws.MACHINE_PATH, "a", f"see example.com/{folder}/page and docs/{folder}/x")


def test_a_registry_is_seen():
    assert laws.matches(laws.REGISTRY, "a", "--" + "index-url somewhere")
    assert laws.matches(laws.REGISTRY, "a", "https://files.python" + "hosted.org/x")


@pytest.mark.parametrize("mark", ["-", "=", "#", "*"])
def test_a_banner_is_seen(mark):
    assert laws.matches(laws.BANNER, "a", f"x = 1\n# {mark * 5} Section {mark * 5}\n")
    assert not laws.matches(laws.BANNER, "a", "x = 1  # a reason\n# A sentence: with - dashes.\n#\n# More.\n")


def test_an_absent_room_is_an_empty_list(tmp_path):
    assert tree.python_files("attic", root=tmp_path) == []


def test_a_module_is_named_as_it_is_imported(tmp_path):
    assert tree.module_name(tmp_path / "bot" / "web" / "__init__.py", tmp_path) == "bot.web"
    assert tree.module_name(tmp_path / "bot" / "clock.py", tmp_path) == "bot.clock"


def test_without_git_the_tree_is_walked(tmp_path, monkeypatch):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "a.py").write_text("")
    (tmp_path / "kept.md").write_text("words")
    monkeypatch.setenv("PATH", "")
    assert tree.kept_texts(tmp_path) == {"kept.md": "words"}
