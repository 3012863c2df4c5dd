"""The import law names every room, and holds."""

import logging
import re

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house import tree

# contract -> list in it -> the rooms that belong there as soon as they exist.
BELONGS = {
    "": {"root_packages": {"bot", "commands", "migrations", "sandbox"}},
    "doors": {
        "source_modules": {"commands", "bot.web", "bot.cli"},
        "forbidden_modules": {"bot.store", "bot.ports", "bot.actions"},
    },
    "usecases": {"source_modules": {"bot.usecases"}, "forbidden_modules": {"bot.ports", "bot.views"}},
    "actions": {"source_modules": {"bot.actions"}, "forbidden_modules": {"bot.store", "bot.views"}},
    "settings": {"protected_modules": {"bot.settings", "bot.catalog"}},
    "pure": {"source_modules": {"bot.domain", "bot.runbooks", "commands.grammar"}},
    "sdks": {"source_modules": {"bot", "commands", "migrations"}},
    "sandbox": {
        "source_modules": {"sandbox"},
        "forbidden_modules": {"bot", "commands", "migrations"},
    },
    "product": {
        "source_modules": {"bot", "commands", "migrations"},
        "forbidden_modules": {"sandbox"},
    },
}


def contracts():
    law = tree.pyproject()["tool"]["importlinter"]
    return {"": law} | {contract["id"]: contract for contract in law["contracts"]}


def layered_rooms():
    return {room for layer in contracts()["flow"]["layers"] for room in re.findall(r"[\w.]+", layer)}


def room_of(module):
    """The name a module answers to in the layers: `bot.web.pages` is in `bot.web`."""
    return ".".join(module.split(".")[: 2 if module.startswith("bot.") else 1])


def unnamed(existing, layers, law):
    """What exists and is not named where it belongs, as the line to add."""
    missing = [f"flow: layers: {room}" for room in sorted({room_of(name) for name in existing} - layers)]
    for contract, fields in BELONGS.items():
        needed = {field: rooms & existing for field, rooms in fields.items()}
        if contract not in law and not all(needed.values()):
            continue  # a contract between rooms of which one side does not exist yet
        for field, rooms in needed.items():
            named = set(law.get(contract, {}).get(field, []))
            missing += [f"{contract or 'importlinter'}: {field}: {room}" for room in sorted(rooms - named)]
    return missing


def test_every_module_belongs_to_a_contract():
    existing = {name for name in tree.modules() if name != "bot"}
    layered = layered_rooms() | {"sandbox"}  # the sandbox has no layer here: nothing of ours may see it
    missing = unnamed(existing | {"bot"}, layered | {"bot"}, contracts())
    assert not missing, "\n".join(["add to [tool.importlinter] in pyproject.toml:", *missing])


def test_a_room_nobody_named_is_noticed():
    law = {"": {"root_packages": ["bot"]}}
    missing = unnamed({"bot", "bot.attic", "bot.attic.box", "commands"}, {"bot", "commands"}, law)
    assert "flow: layers: bot.attic" in missing
    assert "importlinter: root_packages: commands" in missing


def test_the_import_law_holds(tmp_path, capsys):
    kept = lint_imports(
        config_filename=str(tree.ROOT / "pyproject.toml"), cache_dir=str(tmp_path), no_logo=True
    )
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).disabled = False  # the linter silences every logger there was
    assert kept == EXIT_STATUS_SUCCESS, capsys.readouterr().out
