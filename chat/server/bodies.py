"""Bodies of requests: read whole before anybody acts on them, up to a size and within a time."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.server.programs.problems import problem

MAX_BODY = 256 * 1024  # bytes; the longest question has 4,000, a conversation of them a few more
MAX_SECONDS = 10.0


async def with_body(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 413 to a body that is too large, 408 to one that does not come."""
    stated = Headers(scope=scope).get("content-length", "0")
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        await app(scope, receive, send)
        return
    try:
        async with asyncio.timeout(MAX_SECONDS):
            body = None if not _fits(stated) else await _read(receive)
    except TimeoutError:
        told = problem(408, f"the body did not come within {MAX_SECONDS:.0f} s", _CLOSE)
        await told(scope, receive, send)
        return
    if body is None:
        told = problem(413, f"the body is larger than {MAX_BODY:,} bytes; send less", _CLOSE)
        await told(scope, receive, send)
        return
    await app(scope, _Again(body, receive), send)


_CLOSE = {"connection": "close"}  # the rest of it is not waited for


def _fits(stated: str) -> bool:
    return stated.isascii() and stated.isdigit() and int(stated[:20]) <= MAX_BODY


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
