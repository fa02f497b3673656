"""What stands in front of Gradio: which requests get through, and what their answers forbid."""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio itself needs 'unsafe-inline' and 'unsafe-eval'.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
# All that the page and gradio_client ask for. Left out is what serves or takes files, and what
# fetches an address for the caller: /gradio_api/file=http…, /gradio_api/proxy=….
PAGE = frozenset(
    "assets config favicon.ico login logout manifest.json static svelte theme.css".split()
)
API = frozenset(
    "api_name app_id call cancel heartbeat info login_check mcp openapi.json queue reset run "
    "startup-events user".split()
)
MAX_BODY = 140_000_000  # bytes of a request: a parcel of files in Base64


class Guard:
    """Plain ASGI, so that events are not held back.

    `hosts` are the names it answers to, None for any. `health` gives the JSON of /healthz,
    `picture` answers to a path that begins with `pictures`.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: frozenset[str] | None,
        health: Callable[[], dict[str, object]],
        pictures: str,
        picture: Callable[[str], Response],
    ) -> None:
        self.app, self.hosts, self.health = app, hosts, health
        self.pictures, self.picture = pictures, picture

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # the server's own start and stop
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        answer = self._answer(scope) or self.app
        await answer(scope, _bounded(receive), with_headers)

    def _answer(self, scope: Scope) -> Response | None:
        """To a request that is not for Gradio."""
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        origin = headers.get("origin")
        if self.hosts is not None and _name(f"//{host}") not in self.hosts:
            return PlainTextResponse("unknown host name", 400)
        # Another page in the same browser may send requests here, and must not.
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("requests of other pages are refused", 403)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_BODY:
            return PlainTextResponse(f"more than {MAX_BODY:,} bytes are not taken", 413)
        if path == "/healthz":
            return Response(json.dumps(self.health()), media_type="application/json")
        if path.startswith(self.pictures) and scope["method"] in ("GET", "HEAD"):
            return self.picture(path)
        return None if _is_known(path) else PlainTextResponse("not found", 404)


def _bounded(receive: Receive) -> Receive:
    """A request that does not say how long it is ends where it becomes too long."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MAX_BODY else {"type": "http.disconnect"}

    return counted


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _is_known(path: str) -> bool:
    first, _, rest = path.lstrip("/").partition("/")
    if first != "gradio_api":
        return first == "" or first in PAGE
    return rest.partition("/")[0] in API
