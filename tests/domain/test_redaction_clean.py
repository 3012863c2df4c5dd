"""Ordinary output of kubectl, servers and programs stays as it is, also around a secret."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.domain.redaction import redact
from tests.domain.redaction_corpus import secrets

# None today; the law leaves room for one.
FALSE_MASKINGS_AT_MOST = 1


def test_ordinary_output_stays_as_it_is():
    lines = clean_lines()
    assert len(lines) >= 300

    assert redact("\n".join(lines)).masked <= FALSE_MASKINGS_AT_MOST
    assert sum(redact(line).masked for line in lines) <= FALSE_MASKINGS_AT_MOST


def test_a_secret_is_found_among_ordinary_output():
    lines = clean_lines()
    for secret in secrets()[::7]:
        text = "\n".join([*lines[:50], f"tried {secret.phrase}", *lines[50:100]])
        result = redact(text)
        assert secret.core not in result.text
        assert "\n".join(lines[:50]) in result.text
        assert "\n".join(lines[52:100]) in result.text


def clean_lines() -> list[str]:
    """Some 300 lines of ordinary output, in which nothing is secret."""
    return [*_kubectl(), *_servers(), *_programs()]


def _kubectl() -> Iterator[str]:
    dice = random.Random(7)
    for i in range(40):
        tail = "".join(dice.choice("bcdfghjklmnpqrstvwxz2456789") for _ in range(5))
        yield f"shop   web-7d4b9c6f5d-{tail}   1/1   Running   {i % 3}   {i}d   10.42.0.{i}   node-{i % 5}"
        yield f"    Image ID:  registry.example.com/shop/web@sha256:{dice.getrandbits(256):064x}"
        yield f"  uid: {dice.getrandbits(32):08x}-{i:04x}-4a4b-8c8d-{dice.getrandbits(48):012x}"
    yield from """
Error from server (NotFound): secrets "web-tls" not found
Warning  FailedMount  3m  kubelet  MountVolume.SetUp failed for volume "certs" : secret "web-tls" not found
Warning  Failed  1m  kubelet  Error: couldn't find key password in Secret shop/db
Warning  Failed  1m  kubelet  Error: secret "db" not found
  resourceVersion: "184467440"
  generation: 12
  secretName: web-tls
    secretKeyRef:
      key: password
      name: db
      DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false
      TOKEN_TTL:  3600
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-x7k2p (ro)
    TokenExpirationSeconds:  3607
  automountServiceAccountToken: false
        topologyKey: kubernetes.io/hostname
  imagePullSecrets:
Mountable secrets:   web-token-x7k2p
Tokens:              web-token-x7k2p
Type:  kubernetes.io/dockerconfigjson
password:  16 bytes
tls.key:   1704 bytes
  kubernetes.io/service-account.name: web
deployment.apps/web restarted
replicaset.apps/web-7d4b9c6f5d   3   3   3   4d
Tolerations:  node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
  pod-template-hash=7d4b9c6f5d
  containerID: containerd://5b3c1ef0a3b1d1be9c6c7fcb0a0d1b5f1d9b0e3a7c1f2d4e6a8b0c2d4e6f8a0b
    Liveness:   http-get http://:8080/healthz delay=10s timeout=1s period=10s #success=1 #failure=3
error: You must be logged in to the server (Unauthorized)
Error from server (Forbidden): secrets is forbidden: User "ann" cannot list resource "secrets" in API group ""
""".strip().splitlines()


def _servers() -> Iterator[str]:
    dice = random.Random(8)
    for i in range(40):
        yield (
            f"10.42.0.{i} - - [02/Jan/2024:03:04:{i:02d} +0000] "
            f'"GET /api/v1/items/{i}?page=2&sort=name HTTP/1.1" '
            f'200 {dice.randrange(9999)} "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64)"'
        )
        yield f'level=info ts=2024-01-02T03:04:{i:02d}Z msg="done" '
        yield f"level=info trace_id={dice.getrandbits(128):032x} key=value"
    yield from """
03:04:05.123 UTC [71] FATAL:  password authentication failed for user "x"
03:04:05.123 UTC [71] DETAIL:  Connection matched pg_hba.conf line 95: "host all scram-sha-256"
03:04:05.123 UTC [72] ERROR:  duplicate key value violates unique constraint "users_pkey"
03:04:05.123 UTC [72] DETAIL:  Key (id)=(17) already exists.
Access denied for user 'shop'@'10.0.0.1' (using password: YES)
etag: W/"5d8c72a5edda8d6a1c3e0a5b3d2f1e4c"
ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"
x-request-id: 4bf92f3577b34da6a3ce929d0e0e4736
token: 5 requests
rate limit: token bucket empty, 12 tokens left
max_tokens=4096 prompt_tokens=35 total_tokens=1234
auth: ok
authentication: required
author: Ann
keyboard: us
monkey: see
cache_key=users:17:profile
partition_key=2024-01
primary_key=id
idempotency-key: 7
token expired, refreshing
the token was rejected: token is expired
error: token: invalid
password must be at least 12 characters
secret: not found
passed: 12, failed: 0
PWD=/app
SSL_KEY_FILE=/etc/tls/tls.key
VAULT_TOKEN_PATH=/var/run/secrets/token
AUTH_MODE=oidc
AUTH_URL=https://login.example.com/realms/shop
commit 3f786850e387550fdab836ed7e6dc881de23001b
HEAD is now at 3f78685 Fix the thing
go: downloading github.com/prometheus/client_golang v1.19.0
https://registry.example.com:5000/v2/shop/web/manifests/latest
http://web.shop.svc.cluster.local:8080/users/@me
git@github.com:example/shop.git
mail ann@example.com
redis://cache:6379/0
postgres://db.shop.svc:5432/shop
""".strip().splitlines()


def _programs() -> Iterator[str]:
    for i in range(20):
        yield f'  File "/usr/lib/python3.11/site-packages/sqlalchemy/base.py", line {1000 + i}, in execute'
        yield f"    return self.dialect.do_execute(cursor, statement, parameters, context_{i})"
    yield from """
Traceback (most recent call last):
KeyError: 'password'
TokenError: expired
OperationalError: connection to server at "db", port 5432 failed
INFO:     10.42.0.1:53422 - "POST /login HTTP/1.1" 401 Unauthorized
WARNING: basic authentication is deprecated
Using bearer authentication
usage: tool [--password PASSWORD] [--token-file FILE]
  --password string    the password to use
  if password == "": raise ValueError
>>> sorted(keys)
def token_count(text: str) -> int:
java.lang.NullPointerException: because "this.auth" is null
\tat com.example.security.TokenAuthenticationFilter.doFilterInternal(TokenAuthenticationFilter.java:42)
panic: runtime error: invalid memory address or nil pointer dereference
goroutine 1 [running]:
main.main()
ssh-ed25519 public key added
x509: certificate signed by unknown authority
""".strip().splitlines()
