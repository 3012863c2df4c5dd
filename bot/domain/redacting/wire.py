"""Secrets on their way to a server: user and password in an address, headers, cookies, signed links, SQL."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterator

from bot.domain.redacting.names import harmless, prose
from bot.domain.redacting.pattern import Pattern, Span, any_of

_USERINFO = Pattern(
    rb"[A-Za-z][A-Za-z0-9+.-]*:(?:\\?/){2}[^\s:@/\"'<>]*:((?:[^\s\"'<>/]+|[^\s\"'<>]{1,256}))@"
)
_PORT = re.compile(rb"[0-9]{1,5}(?=[/?#])")
_ALONE = Pattern(rb"[A-Za-z]:(?:\\?/){2}([^\s:@/\"'<>]{20,})@")
_SINGLE = Pattern(
    any_of(
        # Links that are secrets themselves
        rb"hooks\.slack(?:-gov)?\.com(?:\\?/)(?:services|workflows|triggers)(?:\\?/)([\w/\\-]{10,})",
        rb"discord(?:app)?\.com/api/webhooks/([0-9]{10,}/[\w-]{20,})",
        rb"webhook\.office\.com/webhookb2/([^\s\"'<>]{20,})",
        rb"(?i)[?&;](?:amp;)?(?:sig|signature|x-amz-signature|x-goog-signature|x-amz-credential|code|key)=([\w%+/=.~-]{16,})",
        # Passwords with a grammar of their own
        rb"(?i)\b(?:password|identified by|identified with \w+ by)\s+(?:\\*)'([^'\n]+)'",
        rb"(?i)\blogin\s+\S+\s+password\s+(\S+)",
        rb"[\w.%+-]+:([^\s:@/\"']+)@(?:tcp|unix|udp)\(",
        rb"(?m)^(?:[\w.-]*[.g-zG-Z*][\w.*-]*|\*):(?:[0-9]{4,5}|\*):[\w*.-]+:[\w*.@-]+:(\S+)[ \t\r]*$",
        rb"(?:mysql|mysqldump|mysqladmin|mariadb)(?:-dump|-admin)?[ \t][^\n]*? -p([^\s\"']+)",
        rb"sshpass +-p[ =]*[\"']?([^\s\"']+)|redis-cli [^\n]*?-a +[\"']?([^\s\"']+)",
        rb"docker +login [^\n]*?-p +[\"']?([^\s\"']+)",
        rb"(?:curl|wget|http|https) [^\n]*?(?:-u|--user)[ =]*[\"']?[^\s:\"'/]+:([^\s\"']+)",
    )
)
_AUTHORIZATION = Pattern(
    rb"(?i)authorization(?:\\*[\"'])?\]?[ \t]*(?::|=>|=|,)[ \t]*\[?\\*[\"']?"
    rb"(?:(bearer|basic|token|apikey|api-key|negotiate|ntlm|splunk|bot|key|digest|aws4-hmac-sha256)[ \t]+)?"
    rb"([^\s\"',\]\\]+)([^\r\n\"']*)"
)
_SCHEME = Pattern(rb"(?i)\b(bearer|basic)(?:[ \t]+|%20|\+)([\w.~+/=-]{12,})")
_COOKIES = Pattern(rb"(?i)cookie2?(?:\\*[\"'])?\]?[ \t]*(?::|=>|=)[ \t]*\[?\\*[\"']?([^\r\n\"'\\\]]+)")
_COOKIE = re.compile(rb"([^=;\s,]{1,200}+)=([^;\s]++)")
_ATTRIBUTES = frozenset({b"path", b"domain", b"expires", b"max-age", b"samesite", b"version", b"priority"})


def addresses(data: bytes) -> Iterator[Span]:
    """Passwords in addresses, signatures, and what else a grammar gives away."""
    at = 0
    while found := _USERINFO.next(data, at):
        password = found[1]
        port = _PORT.match(data, password[0], password[1])
        if port:
            at = port.end()
            continue
        if not harmless(data[password[0] : password[1]].decode("utf-8", "replace")):
            yield password
        at = found[0][1]
    for span in _ALONE.spans(data, 1):
        if any(48 <= byte <= 57 for byte in data[span[0] : span[1]]):
            yield span
    for _, *groups in _SINGLE.groups(data):
        for span in groups:
            if span[0] >= 0 and not harmless(data[span[0] : span[1]].decode("utf-8", "replace")):
                yield span


def headers(data: bytes) -> Iterator[Span]:
    """Credentials in `Authorization`, also where only its scheme is left, and cookies."""
    for _, scheme, value, rest in _AUTHORIZATION.groups(data):
        text = data[value[0] : value[1]].decode("utf-8", "replace")
        kind = data[scheme[0] : scheme[1]].lower() if scheme[0] >= 0 else b""
        if kind in (b"digest", b"aws4-hmac-sha256"):
            yield value[0], rest[1]
        elif not harmless(text) and not prose(text) and (kind or (len(text) >= 8 and not text.isalpha())):
            yield value
    for _, scheme, value in _SCHEME.groups(data):
        word = data[value[0] : value[1]]
        if data[scheme[0] : scheme[1]].lower() == b"basic":
            if _pair(word):
                yield value
        elif any(48 <= byte <= 57 for byte in word) or word.lower() != word:
            yield value
    if b"ookie" in data or b"OOKIE" in data:
        for line in _COOKIES.spans(data, 1):
            for cookie in _COOKIE.finditer(data, *line):
                text = cookie[2].decode("utf-8", "replace")
                if cookie[1].lower() not in _ATTRIBUTES and not harmless(text):
                    yield cookie.span(2)


def _pair(value: bytes) -> bool:
    """Base64 of `user:password`?"""
    bare = value.rstrip(b"=")
    try:
        text = a2b_base64(bare + b"=" * (-len(bare) % 4))
    except Error:
        return False
    return b":" in text and all(32 <= byte < 127 for byte in text)
