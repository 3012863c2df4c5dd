"""The WebSocket end of Socket Mode: hello, pings, envelopes out, acks in. Served by `server` under /link/."""

import asyncio
import contextlib
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.faults import Faults
from sandbox.slack import seed
from sandbox.slack.refusal import JSON
from sandbox.slack.socket import MOST_SOCKETS, Socket, SocketMode, disconnect_frame

PING_SECONDS = 10.0
_TICKET_SECONDS = 30.0
_CONNECTION_SECONDS = 18_060


def _hello(count: int, lifetime: int) -> JSON:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {
            "host": "applink-sandbox",
            "build_number": 1,
            "approximate_connection_time": lifetime,
        },
        "connection_info": {"app_id": seed.APP_ID},
    }


async def serve(request: web.Request, link: SocketMode, faults: Faults) -> web.StreamResponse:
    """One connection, from its single-use ticket to its end."""
    issued = link.tickets.pop(request.query.get("ticket", ""), None)
    if issued is None or time.monotonic() - issued > _TICKET_SECONDS or faults.is_down:
        return web.Response(status=403, text="invalid ticket")
    # Deflate off: the Python standard-library client reads neither compressed nor fragmented frames.
    ws = web.WebSocketResponse(max_msg_size=0, compress=False, autoping=True)
    await ws.prepare(request)
    if len(link.sockets) >= MOST_SOCKETS:
        await ws.send_json(disconnect_frame("too_many_websockets"))
        await ws.close()
        return ws
    hurried = request.query.get("debug_reconnects") == "true"
    await ws.send_json(_hello(len(link.sockets) + 1, 360 if hurried else _CONNECTION_SECONDS))
    socket = link.admit()
    writer = asyncio.create_task(_write(ws, socket, request))
    try:
        async for frame in ws:
            if frame.type is WSMsgType.TEXT:
                _take_in(link, frame.data)
    finally:
        link.remove(socket)
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writer
    return ws


async def _write(ws: web.WebSocketResponse, socket: Socket, request: web.Request) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            try:
                frame = await asyncio.wait_for(socket.frames.get(), PING_SECONDS)
            except TimeoutError:
                await ws.ping(b"Ping from applink-sandbox")
                continue
            if frame is None:
                _cut(request)
                return
            await ws.send_str(json.dumps(frame))


def _cut(request: web.Request) -> None:
    """End the TCP connection with no closing handshake, as a failing network does."""
    if request.transport:
        request.transport.abort()


def _take_in(link: SocketMode, text: str) -> None:
    try:
        ack: Any = json.loads(text)
    except ValueError:
        return
    if isinstance(ack, dict) and isinstance(ack.get("envelope_id"), str):
        payload = ack.get("payload")
        link.acked(ack["envelope_id"], payload if isinstance(payload, dict) and payload else None)
