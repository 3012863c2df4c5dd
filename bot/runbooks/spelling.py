"""Writes a call as the one line that everybody sees of it: on cards, in the timeline, in the audit.

What `read` reads, this writes, in one order and with secrets as `***`: the values of pairs and of JSON
whose name or content looks like one. Called by `calls`, the grammar of `/ops` and the reader of runbooks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from bot.domain.action import Call, Param, Spec, Type, Value
from bot.domain.redaction import redact, secret_name
from bot.domain.words import mask
from bot.runbooks import flags, values
from bot.runbooks.unreadable import HIDDEN

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_MADE_UP = re.compile(r"generated:[0-9]{1,4}")
_SECRET_KINDS = re.compile(r"secrets?(?:[./,]|$)")


def canonical(call: Call, spec: Spec) -> str:
    """One spelling for one call: action, words, flags in the order declared, then where."""
    words = [spec.words[0]]
    for param in spec.params:
        if not param.flags and param.name in call.args:
            words += _bare(param, call.args[param.name])
    for param in spec.params:
        if flags.BEHIND in param.flags:
            continue
        if param.flags and param.name in call.args and call.args[param.name] != param.default:
            words += _flagged(param, call.args[param.name], _is_secret(call, spec))
    if call.all_namespaces:
        words.append(flags.EVERYWHERE.flags[1])
    if call.namespace:
        words += [flags.NAMESPACE.flags[1], quoted(call.namespace)]
    if call.cluster:
        words.append(f"{flags.CLUSTER.flags[0]}={quoted(call.cluster)}")
    for param in spec.params:
        if flags.BEHIND in param.flags and call.args.get(param.name):
            words += [flags.BEHIND, spelt(call.args[param.name])]
    return " ".join(words)


def spelt(argv: Sequence[str]) -> str:
    """A command as one line, each word told from the next, with what looks secret in it hidden."""
    hidden = [redact(mask(word)).text for word in argv]
    return " ".join(quoted(word) for word in hidden)


def quoted(word: str) -> str:
    """`word` as one word of a line, for a shell and for our own reader alike."""
    if _PLAIN.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"


def _bare(param: Param, value: Value) -> list[str]:
    if param.type is Type.PAIRS:
        return [_assigned(pair) for pair in _pairs(value)]
    return [quoted(_word(param, one)) for one in (value if isinstance(value, list) else [value])]


def _assigned(pair: str) -> str:
    """`KEY=value` with only the value in quotes, as people write it."""
    key, equals, value = pair.partition("=")
    return f"{key}={value}" if value == HIDDEN else f"{quoted(key)}{equals}{quoted(value) if value else ''}"


def _flagged(param: Param, value: Value, secret: bool) -> Iterator[str]:
    flag = next((flag for flag in param.flags if flag.startswith("--")), param.flags[0])
    if param.type is Type.SWITCH:
        yield flag if value else f"{flag}=false"
    elif param.type is Type.PAIRS:
        pairs = list(_pairs(value, secret))
        together = not any("," in pair for pair in pairs)
        for text in [",".join(pairs)] if together else pairs:
            yield f"{flag}={_assigned(text) if text.count('=') == 1 else quoted(text)}"
    elif param.type is Type.JSON:
        yield f"{flag}={quoted(_json(_hidden(value, secret)))}"
    else:
        for one in value if isinstance(value, list) else [value]:
            yield f"{flag}={quoted(_word(param, one))}"


def _word(param: Param, value: Value) -> str:
    match param.type:
        case Type.LENGTH:
            return values.length(value)
        case Type.SWITCH:
            return "true" if value else "false"
        case Type.TEXT:
            return mask(str(value))
        case Type.JSON:
            return _json(_hidden(value, False))
        case _:
            return str(value)


def _pairs(pairs: dict[str, str | None], secret: bool = False) -> Iterator[str]:
    for key, value in pairs.items():
        if value is None:
            yield f"{key}-"
        elif secret and _MADE_UP.fullmatch(value):
            yield f"{key}={value}"
        else:
            hidden = value and (secret or secret_name(key) or _looks_secret(value))
            yield f"{key}={HIDDEN if hidden else value}"


def _looks_secret(text: str) -> bool:
    return mask(text) != text or redact(text).masked > 0


def _json(value: Value) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _is_secret(call: Call, spec: Spec) -> bool:
    """Whether the call is about a Secret, all of whose data is one."""
    if "secret" in spec.words[0].split():
        return True
    about = [
        call.args.get(p.name) for p in spec.params if p.type in (Type.RESOURCES, Type.WORKLOAD, Type.TEXT)
    ]
    words = [word for one in about for word in (one if isinstance(one, list) else [one])]
    return any(isinstance(word, str) and _SECRET_KINDS.match(word) for word in words)


def _hidden(value: Value, secret: bool, name: str = "") -> Value:
    """JSON with what looks secret in it hidden; `name` is what the value is called."""
    if isinstance(value, dict):
        called = next((value[key] for key in ("name", "path") if isinstance(value.get(key), str)), "")
        return {
            key: _hidden(inner, secret, called if key == "value" and called else _under(name, key, secret))
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_hidden(inner, secret, name) for inner in value]
    if isinstance(value, str) and _looks_secret(value):
        return HIDDEN
    plain = value is None or isinstance(value, bool) or value == ""
    return value if plain or not secret_name(name) else HIDDEN


def _under(name: str, key: str, secret: bool) -> str:
    """What a value below `key` is called; all data of a Secret is one. A reference to one is none."""
    if key in ("secretKeyRef", "secretRef", "secretName", "imagePullSecrets", "configMapKeyRef"):
        return "reference"
    if secret and key in ("data", "stringData"):
        return "secret"
    return name if name in ("secret", "reference") else key
