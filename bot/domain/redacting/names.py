"""Which names stand before a secret, and which values are none. Called by the finders and by `objects`."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.redacting.pattern import words

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PASSWORD = ("password", "passwd", "passphrase", "passcode", "userpass")
_INSIDE = words("secret credential apikey authtoken accesskey privatekey accesstoken")
_EXACT = frozenset({"token", "pwd", "pw", "dsn", "auth", "authorization", "authkey", "creds", "cred", "jwt"})

# A name that goes on with one of these speaks about a secret, and holds none.
_ABOUT = words(
    """
    age alg algorithm attempts audience auto bucket budget change changed check class controller count
    dir directory disabled enabled endpoint error errors exists expiration expired expires expiry failed
    field file filename format generation generator hasher header host index invalid issuer kind label
    len length limit lifetime limits lookup manager max method min minimum mode mount mounter name names
    namespace not operator param path policy port prefix provider proto protocol ref refresh refs
    renewer required requests reset response review reviews rotation rotator scheme scope scopes seconds
    selector server service size source status store strategy suffix timeout ttl type types uri url
    usage used validator version versions volume
    """
)
_PLAIN_NAMES = words("token secret auth credentials credential cred dsn jwt")
# What may follow `secret`, `token`, `key` and `auth` in the name of one.
_MORE = words(
    """
    access auth b base base64 client current data hash id json key live main new next old pem prev
    previous primary prod production raw root secondary secret staging string test text token value
    """
)
_OPEN_KEYS = words(
    """
    annotation cache column config data dedup dedupe document env field file foreign group hash host
    idempotency index item job label lookup map message object parent partition primary public queue
    redis remote routing row search shard sort storage taint topology unique unknown user missing
    invalid composite hot registry event
    """
)
_TRUSTED = words("api access app auth encryption signing private secret ssh master")
_PLAIN_NAMES = words("token secret auth credentials credential cred dsn jwt")


@lru_cache(maxsize=4096)
def secret_name(name: str) -> bool:
    """Does what is called `name` (env variable, key, flag, header; any spelling) hold a secret?"""
    parts = [word.lower() for word in _WORD.findall(name[-200:])]
    if not parts or name in ("PWD", "OLDPWD"):
        return False
    if parts[-1] in _ABOUT or (parts[-1] == "id" and parts[-2:-1] != ["secret"]):
        return False
    if parts[-1] in ("secrets", "tokens", "credentials"):
        return parts[-1] == "credentials" or not _TRUSTED.isdisjoint(parts[:-1])
    return any(_holds(word, parts[:at], parts[at + 1 :]) for at, word in enumerate(parts))


def _holds(word: str, before: list[str], after: list[str]) -> bool:
    if any(part in word for part in _PASSWORD):
        return True
    tail = all(more in _MORE or more.isdigit() for more in after)
    if word == "secret" and before[-1:] == ["existing"]:
        return False
    if word in _EXACT or (any(part in word for part in _INSIDE) and not word.endswith("secrets")):
        return tail
    if word in ("pass", "pat"):
        return bool(before) and not after
    if word == "key":
        return bool(before) and tail and before[-1] not in _OPEN_KEYS
    return word == "keys" and not _TRUSTED.isdisjoint(before[-1:])


def plain_name(name: str) -> bool:
    """A secret's name that is also an everyday word (`token`, `secret`, `auth`): its value decides."""
    return name.lower().strip("-_.") in _PLAIN_NAMES


def password_name(name: str) -> bool:
    """One whose value is often a short or plain word."""
    return any(part in name.lower() for part in (*_PASSWORD, "pwd"))


_HARMLESS = re.compile(
    r"""(?ix) (?: true | false | null | none | nil | undefined | yes | no | unset | empty | todo )
    | \$\{[^{}]*\}.* | \$\([^()]*\) | \$[A-Za-z_]\w* | %[\w.()-]+ | \{\{.*\}\} | \{[\w.]*\} | <[^<>]*>.*
    | \[?(?:redacted|masked|filtered|hidden|omitted|removed|secret)\]? | \[masked\].* | [*x.•\#-]+
    | [\[\]{},()|>]+
    | [0-9]+\ bytes
    | (?:file://)?/(?:etc|var|run|opt|usr|home|root|tmp|mnt|srv|app|data|secrets?|vault|certs?|config|dev|proc|sys
       |workspace|src|bitnami|credentials|tls|ssl|keys)(?:/[\w.@-]+)* /?
    """
)
_PROSE = words(
    """
    a access an and are at authenticated authentication authorization available bad basic bearer bucket
    can cannot changed created denied does empty error exists expired expires failed failure file for
    forbidden found from has in incorrect invalid is issued jwt key legacy length loaded login matched
    mismatch missing must needs no not oauth of ok on only or password plain provided refresh refreshed
    rejected required reset revoked rotated should success succeeded string stringarray the to token too
    type unauthorized unchanged unexpected unknown updated used user valid value verified was wrong with
    """
)
_SEEMINGLY = re.compile(r"[a-z]+(?:[-_./][a-z0-9]{1,10})*|[0-9:.,TZ+-]+|[A-Z]?[a-z]+")


def harmless(value: str) -> bool:
    """A placeholder, a reference, a path, an earlier mask: nothing to hide."""
    return not value or (len(value) <= 512 and _HARMLESS.fullmatch(value.strip()) is not None)


def prose(value: str) -> bool:
    """The beginning of a sentence rather than a value."""
    return value.strip(".,;:!()[]").lower() in _PROSE


def random_looking(value: str) -> bool:
    """Long and mixed enough to be no word, name, number or time."""
    if len(value) < 8 or _SEEMINGLY.fullmatch(value):
        return False
    return any(c.isdigit() for c in value) or (value.lower() != value != value.upper())
