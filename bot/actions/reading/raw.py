"""`get --raw`: how the API server says it is. Only its health and its version, nothing else of its paths."""

from __future__ import annotations

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.finish import finished
from bot.actions.reading.grep import GREP, grep_of
from bot.actions.reading.log_text import readable
from bot.actions.reading.words import read_spec, text
from bot.domain.action import Param, Type
from bot.errors import Refused

HEALTH = ("/livez", "/readyz", "/healthz")
PATHS = (*HEALTH, *(f"{path}?verbose" for path in HEALTH), "/version")
MOST = 100_000

SPEC = read_spec(
    "get.raw",
    ("get raw", "raw"),
    "Ask the API server how it is: /livez, /readyz, /healthz or /version.",
    Param(
        "path",
        Type.CHOICE,
        "path",
        required=True,
        choices=PATHS,
        help="As after `kubectl get --raw`; no other.",
    ),
    *GREP,
    examples=("get --raw /livez", "get --raw='/readyz?verbose'", "get raw /version"),
    more="`kubectl get --raw` of any other path is refused: name the kind of object instead.",
)


async def raw(scene: Scene) -> Output:
    """The server's own words. Refused for any path but those four."""
    asked = text(scene, "path")
    if asked not in PATHS:
        raise Refused(f"Of the API server's own paths I only ask {', '.join(PATHS)}. Name a kind of object.")
    path, _, verbose = asked.partition("?")
    body = readable(await scene.bot.text(path, {"verbose": "true"} if verbose else None, MOST))
    lines = body.splitlines()
    says = f"{path}: {lines[-1] if path in HEALTH and lines else 'as the API server says it'}"
    body = body if body.endswith("\n") else f"{body}\n"
    return await finished(says, body, "json" if path == "/version" else "text", grep=grep_of(scene))


ACTION = Action(SPEC, read=raw)
