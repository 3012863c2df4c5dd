"""The laws that need only a file's text or its syntax tree, each a function from sources to complaints.

They take what they judge as arguments, so `test_laws_bite.py` can hand them a small sin and see them
complain; the other `test_*.py` files hand them the real house.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LONGEST_FILE = 250
LONGEST_FUNCTION = 40

# Laid out so that this file does not break its own laws.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users)/[\w.]")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|--(?:extra-)?index[-]url|--find[-]links|--trusted[-]host"
)
BANNER = re.compile(r"^[ \t]*(?:#|//|--)[ \t]*(?:([-=#*~_+])\1{2,}|\W{4,}$)", re.MULTILINE)


def long_files(paths: list[Path], limit: int = LONGEST_FILE) -> list[str]:
    """Files of more than `limit` lines."""
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in paths}
    return [f"{path}: {length} lines, at most {limit}" for path, length in lengths.items() if length > limit]


def long_functions(paths: list[Path], limit: int = LONGEST_FUNCTION) -> list[str]:
    """Functions of more than `limit` lines, from `def` to their last line."""
    return [
        f"{path}:{node.lineno}: {node.name} has {length} lines, at most {limit}"
        for path in paths
        for node in _nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > limit
    ]


def silent_modules(paths: list[Path]) -> list[str]:
    """Modules without a docstring; an empty file has nothing to explain."""
    return [
        f"{path}: no docstring"
        for path in paths
        if (tree := _tree(path)).body and not ast.get_docstring(tree)
    ]


def broad_excepts(paths: list[Path]) -> list[str]:
    """`except:`, `except Exception` and `except BaseException`, alone or in a tuple.

    One that cleans up and ends in a plain `raise` swallows nothing, and is fine.
    """
    return [
        f"{path}:{node.lineno}: catches everything"
        for path in paths
        for node in _nodes(path)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type) and not _raises(node)
    ]


def _catches_everything(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    named = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in named)


def _raises(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def imports(path: Path, package: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything `path` imports; relative imports are resolved in `package`."""
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def crossings(path: Path, package: str, other: str) -> list[str]:
    """Imports of the package `other`, by statement or by `import_module("...")`."""
    found = {line for line, name in imports(path, package) if name.split(".")[0] == other}
    found |= {
        node.lineno
        for node in _nodes(path)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in {"import_module", "__import__"}
        and any(str(getattr(arg, "value", "")).split(".")[0] == other for arg in node.args)
    }
    return [f"{path}:{line}: imports {other}" for line in sorted(found)]


def mocks_and_shells(path: Path) -> list[str]:
    """`unittest.mock`, and every way of handing a string to a shell."""
    found = [
        (line, name)
        for line, name in imports(path, "")
        if name == "mock" or name == "unittest.mock" or name in {"os.system", "os.popen"}
    ]
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in {"os.system", "os.popen"} or called.endswith(
                ("create_subprocess_shell", "subprocess_shell", "getoutput", "getstatusoutput")
            ):
                found.append((node.lineno, called))
            if any(
                word.arg == "shell"
                and not (isinstance(word.value, ast.Constant) and word.value.value is False)
                for word in node.keywords
            ):
                found.append((node.lineno, "shell="))
    return [f"{path}:{line}: {what}" for line, what in sorted(set(found))]


def matches(law: re.Pattern[str], name: str, text: str) -> list[str]:
    """`name:line: what stands there` for every match of `law` in `text`."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}"
        for match in law.finditer(text)
    ]


def _tree(path: Path) -> ast.Module:
    return _parsed(path.read_text("utf-8"))


@cache
def _parsed(text: str) -> ast.Module:
    """Every law reads the same few hundred files, so each is parsed once."""
    return ast.parse(text)


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(_tree(path))
