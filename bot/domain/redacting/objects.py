"""Secrets in Kubernetes objects, by where they stand: data of Secrets, environment, arguments, annotations.

Called by `bot.domain.redaction`, which hands in how a text is redacted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from bot.domain.redacting.names import harmless, secret_name
from bot.domain.redacting.pattern import MASK, Pattern, words

Hide = Callable[[str], tuple[str, int]]

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
BEFORE, AFTER = f"{MASK} (before)", f"{MASK} (after)"

# What identifies an object is never touched, and what is only about fields has no values.
_IDENTITY = words(
    """
    name namespace uid generateName resourceVersion ownerReferences managedFields selfLink
    creationTimestamp deletionTimestamp finalizers
    """
)
_REFERENCES = words("name namespace uid kind apiVersion resourceVersion secretName nodeName")
_DEEPEST = 100

# Lower-case names, images, addresses, times: most strings of an object, not worth a closer look.
_PLAIN = Pattern(rb"^(?:[a-z0-9./:@-]{0,300}|[0-9TZ:.+-]{0,40}|[A-Za-z]{0,19})$")
_DOUBT = Pattern(
    rb"(?i)pass|pwd|secret|token|key|cred|auth|dsn|cookie|xox|xapp|xwfp|gl[a-z]{1,6}-|sk-|-us[0-9]|dapi|pul-|dp\."
    rb"|hv[sbr]\.|(?:^|[^a-z0-9])s\.|bot[0-9]|://[^@]*@|(?::[^:]*){4}"
)


class Walk:
    """One way through an object; counts what it masked."""

    def __init__(self, hide: Hide, everything: bool = False) -> None:
        self._hide = hide
        self._everything = everything
        self._seen: dict[str, tuple[str, int]] = {}
        self.masked = 0

    def object(self, value: Any, depth: int = 0, secret: bool = False) -> Any:
        """`value` redacted; `secret` says that it is a Secret although it does not say so itself."""
        if isinstance(value, str):
            return self.text(value)
        if depth > _DEEPEST:
            return self.all(value)
        if isinstance(value, list):
            return self._list(value, depth, secret)
        if not isinstance(value, dict):
            return value
        secret = secret or value.get("kind") == "Secret"
        inner = value.get("kind") == "SecretList"
        named = value.get("name")
        result = {}
        for key, item in value.items():
            if secret and key in ("data", "stringData"):
                result[key] = self.all(item)
            elif key == "metadata" and isinstance(item, dict):
                result[key] = self._metadata(item, depth + 1)
            elif (
                key == "value"
                and isinstance(named, str)
                and (secret_name(named) or named.lower() == "cookie")
            ):
                result[key] = self._assigned(item, depth)
            else:
                result[key] = self._member(key, item, depth + 1, inner and key == "items")
        return result

    def text(self, value: str) -> str:
        """A text by its patterns."""
        if value not in self._seen:
            self._seen[value] = self._hide(value) if self._everything or _doubtful(value) else (value, 0)
        text, masked = self._seen[value]
        self.masked += masked
        return text

    def all(self, value: Any) -> Any:
        """Every text and number in `value` masked; names and shape stay, as deep as objects are."""
        if not value or value is True or (isinstance(value, str) and _marked(value)):
            return value
        if isinstance(value, dict) and not any(isinstance(item, dict | list) for item in value.values()):
            return {key: self.all(item) for key, item in value.items()}
        self.masked += 1
        return MASK

    def _member(self, key: Any, item: Any, depth: int, secrets: bool) -> Any:
        name = str(key)
        if isinstance(item, str):
            if name in _REFERENCES and not _DOUBT.within(_bytes(item).replace(b"secret", b"")):
                return item
            named = name not in _REFERENCES and secret_name(name)
            return self._assigned(item, depth) if named else self.text(item)
        if isinstance(item, list) and secret_name(name) and all(isinstance(part, str) for part in item):
            return [self._assigned(part, depth) for part in item]
        return self.object(item, depth, secrets)

    def _assigned(self, value: Any, depth: int) -> Any:
        """What is assigned to a secret name; a reference or a path stays."""
        if isinstance(value, str):
            return self.text(value) if harmless(value) or _marked(value) else self.all(value)
        return self.object(value, depth + 1)

    def _metadata(self, metadata: dict[Any, Any], depth: int) -> dict[Any, Any]:
        result = {}
        for key, item in metadata.items():
            if key in _IDENTITY:
                result[key] = item
            elif key == "annotations" and isinstance(item, dict):
                result[key] = {name: self._annotation(name, text, depth) for name, text in item.items()}
            else:
                result[key] = self.object(item, depth)
        return result

    def _annotation(self, name: Any, text: Any, depth: int) -> Any:
        """An annotation's value; one of them is the whole object, kept by kubectl as a string."""
        if name != LAST_APPLIED or not isinstance(text, str):
            return self._member(name, text, depth, False)
        before = self.masked
        try:
            inner = self.object(json.loads(text), depth + 1)
            return text if self.masked == before else json.dumps(inner, separators=(",", ":")) + "\n"
        except (ValueError, RecursionError):
            return self.all(text)

    def _list(self, items: list[Any], depth: int, secret: bool) -> list[Any]:
        result = []
        flagged = False
        for item in items:
            if flagged and isinstance(item, str) and not item.startswith("-"):
                result.append(self._assigned(item, depth))
            else:
                result.append(self.object(item, depth + 1, secret))
            flagged = (
                isinstance(item, str)
                and item.startswith("-")
                and not any(sign in item for sign in "= \n")
                and secret_name(item.lstrip("-"))
            )
        return result


def told_apart(before: Any, after: Any, hidden_before: Any, hidden_after: Any) -> tuple[Any, Any]:
    """The redacted pair, in which a masked value that differs says so on both sides, as kubectl diff does."""
    four = (before, after, hidden_before, hidden_after)
    if all(isinstance(value, dict) for value in four):
        left, right = dict(hidden_before), dict(hidden_after)
        for key in before.keys() & after.keys():
            left[key], right[key] = told_apart(before[key], after[key], left[key], right[key])
        return left, right
    if all(isinstance(value, list) for value in four):
        first, second = list(hidden_before), list(hidden_after)
        for i, k in _partners(before, after):
            first[i], second[k] = told_apart(before[i], after[k], first[i], second[k])
        return first, second
    alike = isinstance(hidden_before, str) and MASK in hidden_before and hidden_before == hidden_after
    if alike and before != after:
        return _suffixed(hidden_before, BEFORE), _suffixed(hidden_after, AFTER)
    return hidden_before, hidden_after


def _suffixed(text: str, mark: str) -> str:
    return mark if _marked(text) else text.replace(MASK, mark)


def _partners(before: list[Any], after: list[Any]) -> Iterator[tuple[int, int]]:
    """Which items of two lists are the same one: by name where they have names, else by place."""
    named = {item["name"]: k for k, item in enumerate(after) if isinstance(item, dict) and _named(item)}
    for i, item in enumerate(before):
        if isinstance(item, dict) and _named(item):
            if item["name"] in named:
                yield i, named[item["name"]]
        elif i < len(after):
            yield i, i


def _named(item: dict[Any, Any]) -> bool:
    return isinstance(item.get("name"), str)


def _marked(text: str) -> bool:
    return text in (MASK, BEFORE, AFTER)


def _secret_header(name: str) -> bool:
    return secret_name(name) or name.lower() in ("cookie", "set-cookie")


def _doubtful(text: str) -> bool:
    data = _bytes(text)
    return not _PLAIN.within(data) or _DOUBT.within(data)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
