"""Bodies of requests. Those of programs are read whole before anybody acts on them, up to a size
and within a time; the page may send more, and take longer.
"""

import asyncio

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.server.programs.problems import problem

MAX_BODY = 256 * 1024  # bytes; the longest question has 4,000, a conversation of them a few more
MAX_PARCEL = 140_000_000  # bytes of what the page sends: a parcel of files in Base64
MAX_SECONDS = 10.0


async def with_body(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 413 to a body that is too large, 408 to one that does not come."""
    stated = Headers(scope=scope).get("content-length", "0")
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        await app(scope, receive, send)
        return
    try:
        async with asyncio.timeout(MAX_SECONDS):
            body = None if not _fits(stated, MAX_BODY) else await _read(receive)
    except TimeoutError:
        told = problem(408, f"the body did not come within {MAX_SECONDS:.0f} s", _CLOSE)
        await told(scope, receive, send)
        return
    if body is None:
        await _too_large(MAX_BODY)(scope, receive, send)
        return
    await app(scope, _Again(body, receive), send)


async def with_parcel(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 413 to a body that says it is too large; it takes as long as it takes."""
    if _fits(Headers(scope=scope).get("content-length", "0"), MAX_PARCEL):
        await app(scope, bounded(receive), send)
    else:
        await _too_large(MAX_PARCEL)(scope, receive, send)


def bounded(receive: Receive) -> Receive:
    """A request that does not say how long it is ends where it becomes too long."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MAX_PARCEL else {"type": "http.disconnect"}

    return counted


_CLOSE = {"connection": "close"}  # the rest of it is not waited for


def _fits(stated: str, most: int) -> bool:
    return stated.isascii() and stated.isdigit() and int(stated[:20]) <= most


def _too_large(most: int) -> Response:
    return problem(413, f"the body is larger than {most:,} bytes; send less", _CLOSE)


async def _read(receive: Receive) -> bytes | None:
    """None when it is too large, whatever it said."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


class _Again:
    """What was received, once more; after it what comes then."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
