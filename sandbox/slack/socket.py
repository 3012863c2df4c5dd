"""Socket Mode: who is connected, what was sent and acked, and what is sent again.

State and delivery only; `link` serves the WebSocket itself. Events are retried, questions (interactions and
commands) never. An ack counts by its envelope id, whichever socket it comes over.
"""

import asyncio
import itertools
import random
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Clock, Timer
from sandbox.slack import seed
from sandbox.slack.refusal import JSON

ACK_SECONDS = 3.0
"""real seconds: an app is slow or gone in real time, whatever the story's speed"""
RETRY_AFTER = (0.0, 60.0, 300.0)
MOST_SOCKETS = 10
POLICIES = ("round_robin", "random", "newest")
_SENT_KEPT = 5_000


@dataclass(eq=False)
class Socket:
    """One connection of the app: frames put in the queue leave in order. None closes it."""

    number: int
    frames: asyncio.Queue[JSON | None] = field(default_factory=asyncio.Queue)
    cut: bool = False


@dataclass
class Answer:
    """How a question went: the ack's payload and the real seconds it took, or the error the person sees."""

    acked: bool
    payload: JSON | None
    seconds: float
    error: str | None = None


@dataclass
class Parcel:
    """An event on its way, over all its attempts."""

    payload: JSON
    attempt: int = 0
    timer: Timer | asyncio.TimerHandle | None = None


class SocketMode:
    def __init__(self, clock: Clock, base_url: str) -> None:
        self.clock = clock
        self.base_url = base_url.replace("http", "ws", 1)
        self.policy = "round_robin"
        self.sockets: list[Socket] = []
        self.tickets: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._parcels: dict[str, Parcel] = {}
        self._questions: dict[str, asyncio.Future[JSON | None]] = {}
        self._waiting: list[Parcel] = []
        self.sent: OrderedDict[int, JSON] = OrderedDict()
        self.lost: deque[JSON] = deque(maxlen=1000)

    def new_url(self) -> str:
        """A fresh single-use address for one connection."""
        ticket = uuid.uuid4().hex
        self.tickets[ticket] = time.monotonic()
        return f"{self.base_url}link/?ticket={ticket}&app_id={seed.APP_ID}"

    def admit(self) -> Socket:
        """A connection is up: count it in and give it what waited for one."""
        socket = Socket(next(self._numbers))
        self.sockets.append(socket)
        asyncio.get_running_loop().call_soon(self._flush)
        return socket

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for parcel in waiting:
            if parcel.timer:
                parcel.timer.cancel()
            self._try(parcel)

    def remove(self, socket: Socket) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)

    def drop(self, count: int | None = None) -> int:
        """Cut connections without a word, oldest first; all of them unless counted."""
        going = self.sockets[:count]
        for socket in going:
            socket.cut = True
            socket.frames.put_nowait(None)
            self.remove(socket)
        return len(going)

    def disconnect(self, reason: str) -> int:
        """Ask every connection to reconnect, as Slack does at times; each delivers until it is closed."""
        for socket in self.sockets:
            socket.frames.put_nowait(disconnect_frame(reason))
        return len(self.sockets)

    def send_event(self, payload: JSON) -> None:
        self._try(Parcel(payload))

    async def ask(self, kind: str, payload: JSON) -> Answer:
        """Send an interaction or a command and wait for its ack, three seconds at most."""
        if not self.sockets:
            return Answer(False, None, 0.0, "dispatch_failed")
        started = time.perf_counter()
        envelope = self._send(
            kind, payload, accepts=payload.get("type") not in ("shortcut", "message_action")
        )
        answered: asyncio.Future[JSON | None] = asyncio.get_running_loop().create_future()
        self._questions[envelope] = answered
        try:
            body = await asyncio.wait_for(answered, ACK_SECONDS)
        except TimeoutError:
            return Answer(False, None, time.perf_counter() - started, "operation_timeout")
        finally:
            del self._questions[envelope]
        return Answer(True, body, time.perf_counter() - started)

    def acked(self, envelope: str, payload: JSON | None) -> bool:
        """An ack came in; False when nothing waits for it any more."""
        parcel = self._parcels.pop(envelope, None)
        if parcel:
            if parcel.timer:
                parcel.timer.cancel()
            return True
        answered = self._questions.get(envelope)
        if answered is None or answered.done():
            return False
        answered.set_result(payload)
        return True

    def redeliver(self, number: int) -> bool:
        """Send again what was sent before under this number, as Slack may at any time."""
        envelope = self.sent.get(number)
        if envelope is None or not self.sockets:
            return False
        more = {"retry_attempt": 1, "retry_reason": "timeout"} if envelope["type"] == "events_api" else {}
        self._send(envelope["type"], envelope["payload"], envelope["accepts_response_payload"], **more)
        return True

    def forget(self) -> None:
        """Drop what is on its way; the sockets stay open."""
        self.policy = POLICIES[0]
        for parcel in self._parcels.values():
            if parcel.timer:
                parcel.timer.cancel()
        self._parcels.clear()
        self._waiting.clear()
        self.sent.clear()
        self.lost.clear()

    def _try(self, parcel: Parcel) -> None:
        if not self.sockets:
            self._retry(parcel)
            return
        reason = "timeout" if parcel.attempt else ""
        envelope = self._send(
            "events_api", parcel.payload, False, retry_attempt=parcel.attempt, retry_reason=reason
        )
        self._parcels[envelope] = parcel
        parcel.timer = asyncio.get_running_loop().call_later(ACK_SECONDS, self._late, envelope)

    def _late(self, envelope: str) -> None:
        parcel = self._parcels.pop(envelope, None)
        if parcel:
            self._retry(parcel)

    def _retry(self, parcel: Parcel) -> None:
        """Plan the next attempt. Without a socket the first retry waits for one, or for the second's turn."""
        if parcel.attempt >= len(RETRY_AFTER):
            self.lost.append(parcel.payload)
            return
        delay = RETRY_AFTER[parcel.attempt]
        parcel.attempt += 1
        if delay == 0.0 and self.sockets:
            self._try(parcel)
        elif delay == 0.0:
            self._waiting.append(parcel)
            self._after(RETRY_AFTER[1], parcel, lambda: self._give_up_waiting(parcel))
        else:
            self._after(delay, parcel, lambda: self._try(parcel))

    def _give_up_waiting(self, parcel: Parcel) -> None:
        self._waiting.remove(parcel)
        parcel.attempt += 1
        self._try(parcel)

    def _after(self, delay: float, parcel: Parcel, do: Callable[[], None]) -> None:
        parcel.timer = self.clock.call_at(self.clock.now() + delay, do)

    def _send(self, kind: str, payload: JSON, accepts: bool, **more: object) -> str:
        envelope_id = str(uuid.uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": accepts,
            **more,
        }
        number = next(reversed(self.sent), 0) + 1
        self.sent[number] = envelope
        if len(self.sent) > _SENT_KEPT:
            self.sent.popitem(last=False)
        self._pick().frames.put_nowait(envelope)
        return envelope_id

    def _pick(self) -> Socket:
        if self.policy == "newest":
            return self.sockets[-1]
        if self.policy == "random":
            return random.choice(self.sockets)
        return self.sockets[next(self._turn) % len(self.sockets)]


def disconnect_frame(reason: str) -> JSON:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
