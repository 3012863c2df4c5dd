"""Secrets known by their own shape, whatever stands around them: keys of vendors, JWT, PEM, hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.redacting.pattern import Pattern, Span, any_of

_SHAPES = Pattern(
    any_of(
        # JSON web tokens, also cut off and encrypted ones
        rb"eyJ[\w-]{8,}\.eyJ[\w-]{6,}(?:\.[\w-]*)?|eyJ[\w-]{8,}(?:\.[\w-]*){2,4}\.?[\w-]{4,}",
        # Amazon: id (with a secret beside it), session token
        rb"(?:AKIA|ASIA)[A-Z0-9]{16}(?:[\"':,;\s|/]{1,8}[A-Za-z0-9/+]{40}\b)?",
        rb"(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=%]{40,}",
        # Google: API key, OAuth access and refresh token, client secret
        rb"AIza[\w-]{30,}|ya29\.[\w.-]{20,}|\b1//0[\w-]{20,}|GOCSPX-[\w-]{20,}",
        # Azure: client secret
        rb"[\w.~-]{3}[0-9]Q~[\w.~-]{31,}",
        # Slack
        rb"xox[abeoprs](?:\.xox[bp])?-[\w-]{8,}|xapp-[\w-]{10,}|xwfp-[\w-]{10,}",
        # GitHub, GitLab, npm, PyPI, RubyGems, Docker Hub
        rb"gh[opsur]_\w{20,}|github_pat_\w{20,}|gl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent)-[\w.-]{16,}",
        rb"GR1348941[\w-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-AgE[\w-]{40,}|rubygems_[0-9a-f]{40,}|dckr_(?:pat|oat)_[\w-]{20,}",
        # Stripe, SendGrid, Shopify, Square, Mailchimp
        rb"[rsp]k_(?:live|test|prod)_\w{16,}|whsec_[\w+/=]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}",
        rb"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{30,}|sq0(?:atp|csp)-[\w-]{20,}|\b[0-9a-f]{32}-us[0-9]{1,2}\b",
        # DigitalOcean, Heroku, HashiCorp, Fly, Databricks, Pulumi, Doppler
        rb"do[opr]_v1_[0-9a-f]{40,}|HRKU-[\w-]{30,}|hv[sbr]\.[\w-]{20,}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}",
        rb"\bfm[12]_[\w+/=]{40,}|\bdapi[0-9a-f]{32}|\bpul-[0-9a-f]{40}|\bdp\.(?:st|pt|ct|sa)\.[\w.-]{30,}",
        # Grafana, New Relic, Sentry, Hugging Face, Atlassian, Postman, Linear, age
        rb"gl(?:sa|c)_[\w+/=]{30,}|NRAK-[A-Z0-9]{20,}|sntry[su]_[\w+/=.-]{30,}|\bhf_[A-Za-z0-9]{30,}",
        rb"ATATT3[\w=-]{40,}|PMAK-[\w-]{40,}|lin_api_[A-Za-z0-9]{30,}|AGE-SECRET-KEY-1[0-9A-Z]{40,}",
        # Hashes of passwords: they can be tried at home
        rb"\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{50,}|\$(?:argon2(?:id|i|d)|scrypt|y|7)\$[^\s\"']{20,}",
        rb"\$(?:apr1|1|5|6)\$[^\s\"']*[./A-Za-z0-9]{22,}|pbkdf2[_-]sha[0-9]+\$[^\s\"']{20,}",
        rb"SCRAM-SHA-(?:1|256)\$[0-9]+:[^\s\"']{20,}",
    )
)

# Those whose beginning is short enough to be the end of a word: they need a border before them.
_BORDERED = Pattern(
    rb"(?:^|[^A-Za-z0-9_-]|\\[nrt]|_)"
    + any_of(
        rb"(sk-(?:ant-|proj-|svcacct-|admin-|or-v1-)?[\w-]{20,})",
        rb"((?:SK|AC)[0-9a-f]{32}:[0-9a-f]{32}|SK[0-9a-f]{32})",
        rb"((?:bot)?[0-9]{8,10}:AA[\w-]{32,})",
        rb"(s\.[A-Za-z0-9]{24})(?:$|[^A-Za-z0-9])",
    )
)

_BEGIN = rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_END = rb"-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_MARKS = Pattern(b"(" + _BEGIN + b")|" + _END)
_LINE_END = rb"(?:\s|\\+[nr])+"
_BEFORE_END = Pattern(
    b"(?:[A-Za-z0-9+/=]{16,}" + _LINE_END + b")*(?:[A-Za-z0-9+/=]+" + _LINE_END + b")?" + _END
)
_BODY = re.compile(
    rb"(?:(?:\\++[nrt]|[\s\"'+|,\\-])*+"
    rb"(?:[A-Za-z0-9+/=]{16,}+|(?<=\n)[^\n]{0,160}[ \t][A-Za-z0-9+/=]{40,76}(?=\s)))*+"
)
_LONGEST_KEY = 16_384


def tokens(data: bytes) -> Iterator[Span]:
    """Every value with a shape of its own."""
    yield from _SHAPES.spans(data)
    for whole, *groups in _BORDERED.groups(data):
        span = next((group for group in groups if group[0] >= 0), whole)
        if _mixed(data[span[0] : span[1]]):
            yield span


def private_keys(data: bytes) -> Iterator[Span]:
    """PEM private keys from BEGIN to END, or as far as the lines look like one where either is cut off."""
    if b"PRIVATE KEY" not in data:
        return
    opened: Span | None = None
    for whole, begin in _MARKS.groups(data):
        if begin[0] < 0 and opened and whole[1] - opened[0] <= _LONGEST_KEY:
            yield opened[0], whole[1]
            opened = None
            continue
        if opened:
            yield _cut_off(data, opened)
        opened = begin if begin[0] >= 0 else None
    if opened:
        yield _cut_off(data, opened)
    yield from _BEFORE_END.spans(data)


def _cut_off(data: bytes, begin: Span) -> Span:
    body = _BODY.match(data, begin[1], begin[1] + _LONGEST_KEY)
    return begin[0], body.end() if body else begin[1]


def _mixed(value: bytes) -> bool:
    """Nobody's word: it has a digit, and letters."""
    return any(48 <= byte <= 57 for byte in value) and any(byte >= 65 for byte in value[3:])
