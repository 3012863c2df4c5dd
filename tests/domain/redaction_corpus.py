"""Fake secrets of many kinds, made by code so that no scanner cries.

For `test_redaction.py` and its sisters. `core` is what must not survive; `phrase` is how it is come across.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from dataclasses import dataclass

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
URLSAFE = ALNUM + "-_"


@dataclass(frozen=True)
class Secret:
    kind: str
    core: str
    phrase: str


def secrets(each: int = 8) -> list[Secret]:
    """`each` secrets of every kind, the same ones every time."""
    dice = random.Random(20_240_101)

    def some(letters: str, count: int) -> str:
        return "".join(dice.choice(letters) for _ in range(count))

    found = []
    for kind, make in _KINDS.items():
        for _ in range(each):
            core, phrase = make(some)
            found.append(Secret(kind, core, phrase))
    return found


Some = Callable[[str, int], str]


def _token(prefix: str, letters: str, count: int) -> Callable[[Some], tuple[str, str]]:
    def make(some: Some) -> tuple[str, str]:
        core = prefix + some(letters, count)
        return core, core

    return make


def _named(form: str, letters: str = ALNUM, count: int = 20) -> Callable[[Some], tuple[str, str]]:
    def make(some: Some) -> tuple[str, str]:
        core = "x7" + some(letters, count - 4) + "Q4"
        return core, form.replace("@@", core)

    return make


def _pem(some: Some) -> tuple[str, str]:
    lines = [some(ALNUM + "+/", 64) for _ in range(5)]
    dashes, kind = "-" * 5, "RSA PRIVATE" + " KEY"
    body = "\n".join(lines)
    return "".join(lines), f"{dashes}BEGIN {kind}{dashes}\n{body}\n{dashes}END {kind}{dashes}"


def _jwt(some: Some) -> tuple[str, str]:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    token = ".".join((part({"alg": "HS256"}), part({"sub": some(LOWER, 12)}), some(URLSAFE, 43)))
    return token, token


def _basic(some: Some) -> tuple[str, str]:
    core = base64.b64encode(f"user:{some(ALNUM, 18)}".encode()).decode()
    return core, f"Authorization: Basic {core}"


def _docker(some: Some) -> tuple[str, str]:
    core = base64.b64encode(f"robot:{some(ALNUM, 18)}".encode()).decode()
    return core, '{"auths":{"registry.example.com":{"auth":"' + core + '"}}}'


_KINDS: dict[str, Callable[[Some], tuple[str, str]]] = {
    "pem": _pem,
    "jwt": _jwt,
    "aws id": _token("AK" + "IA", UPPER, 16),
    "aws secret": _named("aws_secret_access_key = @@", ALNUM + "+/", 40),
    "google key": _token("AI" + "za", URLSAFE, 35),
    "google oauth": _token("ya" + "29.", URLSAFE, 60),
    "azure account": _named(
        "AccountName=shop;AccountKey=@@;EndpointSuffix=core.example.net", ALNUM + "+/", 86
    ),
    "azure sas": _named("https://shop.example.net/c/b?sv=2022-11-02&sr=b&sig=@@&se=2030", ALNUM, 43),
    "slack": _token("xo" + "xb-", HEX, 40),
    "slack hook": _named("https://hooks.slack" + ".com/services/T0AAAAAAA/B0AAAAAAA/@@", ALNUM, 24),
    "github": _token("gh" + "p_", ALNUM, 36),
    "gitlab": _token("gl" + "pat-", URLSAFE, 20),
    "npm": _token("np" + "m_", ALNUM, 36),
    "pypi": _token("py" + "pi-AgE", URLSAFE, 70),
    "stripe": _token("sk" + "_live_", ALNUM, 24),
    "sendgrid": _token("S" + "G." + "a" * 22 + ".", URLSAFE, 43),
    "twilio": _named("TWILIO_AUTH_TOKEN=@@", HEX, 32),
    "model": _token("sk" + "-ant-api03-7A", URLSAFE, 60),
    "heroku": _named("HEROKU_API_KEY=@@", HEX, 36),
    "digitalocean": _token("do" + "p_v1_", HEX, 64),
    "vault": _token("hv" + "s.", ALNUM, 24),
    "telegram": _token("7123456789" + ":AA", URLSAFE, 33),
    "database": _named("postgres://shop:@@@db.example.com:5432/shop"),
    "queue": _named("amqp://shop:@@@mq:5672/%2f"),
    "redis": _named("redis://:@@@cache:6379/0"),
    "bearer": _named("Authorization: Bearer @@", ALNUM, 40),
    "basic": _basic,
    "cookie": _named("Cookie: theme=dark; session=@@", ALNUM, 32),
    "password": _named("password=@@"),
    "flag": _named("--password @@"),
    "json": _named('{"api_key": "@@"}'),
    "docker": _docker,
    "kubeconfig": _named("client-key-data: @@", ALNUM, 64),
}

Placement = Callable[[Secret], str]


def _wrap(text: str, width: int, margin: str = "") -> str:
    return "\n".join(margin + text[at : at + width] for at in range(0, len(text), width))


def _coloured(secret: Secret) -> str:
    core = secret.core
    third = len(core) // 3
    split = f"{core[:third]}\x1b[1;31m{core[third : 2 * third]}\x1b[0m{core[2 * third :]}"
    phrase = secret.phrase.replace(core, split)
    if phrase == secret.phrase:
        phrase = "\n".join(f"\x1b[32m{line[:9]}\x1b[0m{line[9:]}" for line in phrase.splitlines())
    return f"\x1b[36m2024-01-02\x1b[0m connecting with {phrase}\n"


def encoded(secret: Secret) -> str:
    return base64.b64encode(f"# settings\nurl here {secret.phrase}\nend\n".encode()).decode()


PLACEMENTS: dict[str, Placement] = {
    "log": lambda s: f"2024-01-02T03:04:05Z ERROR [main] could not connect with {s.phrase}\nretrying in 5s\n",
    "environment": lambda s: (
        f"HOME=/root\nAPP_SECRET_KEY={s.core}\nPATH=/usr/bin\n" if "\n" not in s.phrase else s.phrase
    ),
    "diff": lambda s: (
        "@@ -1,3 +1,3 @@\n   a: b\n" + "".join(f"-  {x}\n" for x in s.phrase.splitlines()) + "+  c: d\n"
    ),
    "describe": lambda s: (
        "    Environment:\n" + "".join(f"      {x}\n" for x in s.phrase.splitlines()) + "    Mounts:\n"
    ),
    "yaml": lambda s: (
        "data:\n  conf: |\n" + "".join(f"    {x}\n" for x in s.phrase.splitlines()) + "kind: ConfigMap\n"
    ),
    "wrapped": lambda s: _wrap(
        f"2024-01-02T03:04:05Z INFO [worker-3] this was tried with {s.phrase} and it failed", 76
    ),
    "base64": lambda s: f"  settings: {encoded(s)}\n",
    "wrapped base64": lambda s: "  settings: |\n" + _wrap(encoded(s), 76, "    ") + "\n  other: 1\n",
    "coloured": _coloured,
    "json": lambda s: json.dumps({"level": "error", "message": f"failed\n{s.phrase}\nagain"}) + "\n",
    "json in json": lambda s: json.dumps({"log": json.dumps({"m": f"failed with {s.phrase} "})}) + "\n",
}
