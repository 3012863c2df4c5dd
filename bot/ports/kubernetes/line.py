"""The way to one cluster as one account: a session of its own, so that what it sends is never anyone else's.

Who we act as is put on by a middleware of the session itself: every request of it passes there, whichever
part of the library makes it, a WebSocket's included. The same middleware sees to it that nothing is sent
twice: aiohttp repeats GET, PUT and DELETE after a dropped connection. Kept and closed by `clusters`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import yarl
from kubernetes.aio.client import Configuration
from kubernetes.aio.client.rest import RESTClientObject

from bot.domain.operations import Cluster, Identity
from bot.errors import Permanent, Temporary
from bot.ports import Ran
from bot.ports.kubernetes import problems, running
from bot.ports.kubernetes.accounts import check
from bot.ports.kubernetes.ask import Ask
from bot.ports.kubernetes.credentials import Credentials

CONNECT = 5.0
"""Real seconds until there is a connection."""

MOST_JSON = 64 * 2**20
MOST_ERROR = 2**20
CHUNK = 64 * 2**10

EVERYBODY = "system:authenticated"
"""The group of all accounts, which the API server adds by itself."""

USER, GROUP = "Impersonate-User", "Impersonate-Group"


class Line:
    """One account on one cluster, opened by its first call. `users` counts the calls that are on it."""

    def __init__(self, cluster: Cluster, identity: Identity | None, credentials: Credentials) -> None:
        if identity is not None:
            check(identity)
        self._cluster = cluster
        self._identity = identity
        self._credentials = credentials
        self._opening = asyncio.Lock()
        self._rest: RESTClientObject | None = None
        self._closed = False
        self.users = 0

    async def json(self, ask: Ask) -> Any:
        """The answer as JSON; None when it is empty."""
        body = await self.fetch(ask, MOST_JSON)
        try:
            return json.loads(body) if body else None
        except (ValueError, RecursionError):
            raise problems.unreadable(self._cluster, ask) from None

    async def fetch(self, ask: Ask, most: int, cut: bool = False) -> bytes:
        """The bytes of the answer. One longer than `most` is refused, or with `cut` read no further."""
        configuration = await self._credentials.configuration()
        token = await self._credentials.authorization(configuration)
        rest = await self._open(configuration)
        try:
            async with await self._send(rest, ask, token) as response:
                if response.status >= 400:
                    said, _ = await _read(response, MOST_ERROR)
                    raise await self._refusal(ask, response.status, response.headers, said, token)
                body, whole = await _read(response, most, cut)
        except aiohttp.ClientResponseError as error:
            # Its repr shows the request's headers, the token among them.
            raise problems.unreachable(self._cluster, ask, error) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise problems.unreachable(self._cluster, ask, error) from error
        if not whole and not cut:
            raise problems.too_large(self._cluster, ask, most)
        return body

    async def run(self, ask: Ask, argv: Sequence[str], container: str, timeout: float, limit: int) -> Ran:
        """The command `argv` in a container of the pod whose `exec` is the path of `ask`."""
        configuration = await self._credentials.configuration()
        token = await self._credentials.authorization(configuration)
        rest = await self._open(configuration)
        url = f"{rest.configuration.host}{running.target(ask.path, argv, container)}"
        try:
            async with asyncio.timeout(ask.timeout):
                socket = await _upgraded(rest, url, token)
            try:
                return await running.listen(socket, self._cluster, timeout, limit)
            finally:
                await running.leave(socket)
        except problems.NotUpgraded as refused:
            raise await self._refusal(ask, refused.status, refused.headers, refused.body, token) from None
        except aiohttp.ClientResponseError as error:
            raise problems.unreachable(self._cluster, ask, error) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise problems.unreachable(self._cluster, ask, error) from error

    async def close(self) -> None:
        self._closed = True
        if self._rest is not None:
            await self._rest.close()

    async def _open(self, configuration: Configuration) -> RESTClientObject:
        async with self._opening:
            if self._rest is None:
                own = _of(configuration, self._identity)
                try:
                    # Reading the certificates takes some 20 ms; the session itself is made by the first call.
                    self._rest = await asyncio.to_thread(RESTClientObject, own)
                except (OSError, ValueError) as error:
                    raise Permanent(
                        f"{problems.title(self._cluster)} cannot be reached: a certificate of its kubeconfig "
                        f"cannot be used ({type(error).__name__}). Mend it there.",
                        "Kubeconfig",
                    ) from None
            if self._closed:  # its session would be made after the closing
                raise stopping()
            return self._rest

    async def _send(self, rest: RESTClientObject, ask: Ask, token: str) -> aiohttp.ClientResponse:
        headers = {"Accept": ask.accept, "Content-Type": ask.content_type, "User-Agent": "tocsin"}
        if token:
            headers["Authorization"] = token
        timeout = aiohttp.ClientTimeout(total=ask.timeout, connect=min(CONNECT, ask.timeout))
        url = f"{rest.configuration.host}{ask.target}"
        answer = await rest.request(ask.method, url, headers, ask.body, _request_timeout=timeout)
        response: aiohttp.ClientResponse = answer.response
        return response

    async def _refusal(
        self, ask: Ask, status: int, headers: Mapping[str, str], said: bytes, token: str
    ) -> Exception:
        if status == 401 and await self._credentials.renew(token):
            return problems.renewed(self._cluster)
        user = self._identity.user if self._identity else problems.ACCOUNT
        return problems.refusal(self._cluster, user, ask, status, headers, said)


async def _upgraded(rest: RESTClientObject, url: str, token: str) -> aiohttp.ClientWebSocketResponse:
    """The open WebSocket. Its session is the one of every other call: its middleware says who we are."""
    if rest.pool_manager is None:
        rest.pool_manager = rest._create_pool_manager()
    session: aiohttp.ClientSession = rest.pool_manager
    headers = {"User-Agent": "tocsin"} | ({"Authorization": token} if token else {})
    return await session.ws_connect(
        yarl.URL(url, encoded=True),
        protocols=running.PROTOCOLS,
        headers=headers,
        proxy=rest.proxy,
        server_hostname=rest.configuration.tls_server_name,
    )


def stopping() -> Temporary:
    return Temporary("Tocsin is stopping; the next one that runs does this.", outage=True)


def _of(base: Configuration, identity: Identity | None) -> Configuration:
    """`base` for a session that acts as `identity` and sends nothing twice."""
    own = Configuration()
    for name in ("host", "ssl_ca_cert", "cert_file", "key_file", "verify_ssl", "tls_server_name", "proxy"):
        setattr(own, name, getattr(base, name))
    own.connection_pool_maxsize = 50
    # Python 3.13 and later want certificates stricter than kubectl does, and than many clusters have.
    own.disable_strict_ssl_verification = True
    own.client_session_kwargs = {
        "middlewares": (_acting_as(identity),),
        "cookie_jar": aiohttp.DummyCookieJar(),
    }
    return own


def _acting_as(identity: Identity | None) -> aiohttp.ClientMiddlewareType:
    lines: list[tuple[str, str]] = []
    if identity is not None:
        groups = [group for group in dict.fromkeys(identity.groups) if group != EVERYBODY]
        lines = [(USER, identity.user), *((GROUP, group) for group in groups)]

    async def once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        for name in [name for name in request.headers if name.lower().startswith("impersonate-")]:
            del request.headers[name]
        for name, value in lines:
            request.headers.add(name, value)
        try:
            response = await send(request)
        except aiohttp.ClientConnectorError:
            raise  # nothing was sent, and aiohttp does not try again
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
            raise problems.Dropped from error
        if response.status >= 400 and request.headers.get("Upgrade") == "websocket":
            said, _ = await _read(response, MOST_ERROR)
            raise problems.NotUpgraded(response.status, response.headers, said)
        if response.status in (301, 302, 303, 307, 308):
            response.close()
            raise problems.Redirected
        return response

    return once


async def _read(response: aiohttp.ClientResponse, most: int, cut: bool = False) -> tuple[bytes, bool]:
    """At most `most` bytes of the body, and whether that was all; the rest is not read.

    With `cut` it ends as soon as it has enough, without a look at whether there is more.
    """
    kept = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        kept += chunk
        if len(kept) > most or (cut and len(kept) == most):
            response.close()
            return bytes(kept[:most]), False
    return bytes(kept), True
