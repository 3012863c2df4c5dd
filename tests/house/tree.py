"""Where the house stands: its folders, its modules and the text files that are kept in version control.

Every law of `tests/house` finds what it judges here, so that a room which does not exist yet is an
empty list and never an error.
"""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "commands", "migrations", "sandbox")
NOT_OURS = {".git", ".venv", ".tocsin", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
            ".import_linter_cache", "__pycache__", "node_modules", "build", "dist"}  # fmt: skip


def python_files(*folders: str, root: Path = ROOT) -> list[Path]:
    """Every Python file below `folders`, sorted; an absent folder has none."""
    return sorted(
        path
        for folder in folders
        for path in (root / folder).rglob("*.py")
        if "__pycache__" not in path.parts and "node_modules" not in path.parts
    )


def module_name(path: Path, root: Path = ROOT) -> str:
    """The dotted name under which `path` is imported: `bot/web/__init__.py` is `bot.web`."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def modules(root: Path = ROOT) -> set[str]:
    """The dotted names of every module and package of the product and its sandbox."""
    return {module_name(path, root) for path in python_files(*PACKAGES, root=root)}


def kept_files(root: Path = ROOT) -> list[Path]:
    """Files that are or would be under version control; without git, everything that looks like it."""
    asked = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(_walk(root))
    return sorted(path for name in listed.split("\0") if name and (path := root / name).is_file())


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def kept_texts(root: Path = ROOT) -> dict[str, str]:
    """Path below the root -> text, for every kept file that is UTF-8 text."""
    texts: dict[str, str] = {}
    for path in kept_files(root):
        try:
            texts[path.relative_to(root).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def pyproject(root: Path = ROOT) -> dict[str, Any]:
    """`pyproject.toml`, parsed."""
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
