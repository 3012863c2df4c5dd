"""Which functions of `commands/` Bolt calls, and with which arguments.

Bolt fills a listener's parameters by name. A name it does not know gets None and a line in the log, so
a typo becomes an error at the worst moment; `test_listeners.py` reads the registrations instead.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from slack_bolt.kwargs_injection.async_args import AsyncArgs

# What our own middleware puts into Bolt's context, and Bolt hands on by name.
CONTEXT_KEYS = frozenset({"desk"})
CURRIED = frozenset(
    {
        "command", "action", "block_action", "attachment_action", "dialog_submission", "dialog_cancellation",
        "view", "view_submission", "view_closed", "shortcut", "global_shortcut", "message_shortcut",
        "options", "block_suggestion", "dialog_suggestion", "event", "message", "function",
    }
)  # fmt: skip
MIDDLEWARE = frozenset({"use", "middleware"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


def known_arguments(registrar: str) -> frozenset[str]:
    """The parameter names Bolt fills for a function given to `app.<registrar>`."""
    names = set(inspect.signature(AsyncArgs.__init__).parameters) - {"self", "next", "kwargs"}
    names |= {"args", "request", "response", *CONTEXT_KEYS}
    if registrar in MIDDLEWARE:
        names |= {"next", "next_"}
    if registrar == "error":
        names.add("error")
    return frozenset(names)


def strangers(paths: list[Path]) -> list[str]:
    """Parameters of registered listeners that Bolt would fill with None."""
    trees = {path: ast.parse(path.read_text("utf-8"), str(path)) for path in paths}
    functions = {
        (path.stem, node.name): (path, node)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }
    complaints: set[str] = set()
    for path, tree in trees.items():
        for registrar, function in _registered(tree):
            target = functions.get(_home(function, path, tree)) if isinstance(function, ast.expr) else None
            where, node = target or (path, function)
            if isinstance(node, Function):
                complaints |= {
                    f"{where}:{node.lineno}: {node.name}({name}): Bolt knows no `{name}` for app.{registrar}"
                    for name in _parameters(node) - known_arguments(registrar)
                }
            elif registrar in CURRIED:  # a middleware may be an object: Bolt calls a method it knows
                complaints.add(f"{where}: app.{registrar} is given {ast.unparse(node)}: name a function here")
    return sorted(complaints)


def _registered(tree: ast.Module) -> Iterator[tuple[str, ast.expr | Function]]:
    """(registrar, function) for `@app.event(...)`, `app.event(...)(f)`, `(ack=f, lazy=[g])`, `app.use(f)`."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            for decorator in node.decorator_list:
                if registrar := _registrar(decorator):
                    yield registrar, node
        elif isinstance(node, ast.Call):
            registrar = _registrar(node.func)
            if registrar:
                for given in [*node.args, *(word.value for word in node.keywords)]:
                    for one in given.elts if isinstance(given, ast.List | ast.Tuple) else [given]:
                        yield registrar, one


def _registrar(node: ast.expr) -> str | None:
    """`event` for the expression `anything.event(...)`, and for `anything.use` as a decorator."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CURRIED:
        return node.func.attr
    if isinstance(node, ast.Attribute) and node.attr in MIDDLEWARE | {"error"}:
        return node.attr if isinstance(node.value, ast.Name) and node.value.id.endswith("app") else None
    return None


def _home(function: ast.expr, path: Path, tree: ast.Module) -> tuple[str, str]:
    """(module's last name, function's name) that `function` stands for in the module at `path`."""
    if isinstance(function, ast.Attribute):
        return ast.unparse(function.value).rpartition(".")[2], function.attr
    if isinstance(function, ast.Name):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == function.id:
                        return (node.module or "").rpartition(".")[2], alias.name
        return path.stem, function.id
    return "", ""


def _parameters(node: Function) -> set[str]:
    arguments = node.args
    return {one.arg for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]} - {"self"}
