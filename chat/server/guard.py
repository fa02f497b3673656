"""What stands in front of all: which requests get through, and what their answers forbid."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.server.bodies import with_body, with_parcel
from chat.server.programs.app import is_own
from chat.server.programs.problems import problem

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
    "api_name app_id call cancel heartbeat info login_check openapi.json queue reset run "
    "startup-events user".split()
)


class Guard:
    """Plain ASGI, so that events are not held back.

    `hosts` are the names it answers to, None for any. Behind it is `app` alone, or in front of a
    page, `app`, are `programs` for their own paths, and `picture` for those that begin with
    `pictures`; of the page itself what is known gets through.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: frozenset[str] | None,
        programs: Starlette | None = None,
        pictures: str = "",
        picture: Callable[[str], Response] | None = None,
    ) -> None:
        self.app, self.hosts, self.programs = app, hosts, programs
        self.pictures, self.picture = pictures, picture

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._guarded(scope, receive, send)
        elif self.programs is None:  # the server's own start and stop
            await self.app(scope, receive, send)
        elif scope["type"] == "lifespan":
            async with self.programs.router.lifespan_context(self.programs):
                await self.app(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        app = self._answering(scope)
        of_page = app is self.app and self.programs is not None
        await (with_parcel if of_page else with_body)(app, scope, receive, with_headers)

    def _answering(self, scope: Scope) -> ASGIApp:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        origin = headers.get("origin")
        if self.hosts is not None and _name(f"//{host}") not in self.hosts:
            return problem(400, "unknown host name; ask for 127.0.0.1 or localhost")
        # Another page in the same browser may send requests here, and must not.
        if origin is not None and urlsplit(origin).netloc != host:
            return problem(403, "requests of other pages are refused")
        if self.programs is None or is_own(path):
            return self.programs or self.app
        if self.picture and path.startswith(self.pictures) and scope["method"] in ("GET", "HEAD"):
            return self.picture(path)
        return self.app if _is_known(path) else problem(404, "there is nothing at this address")


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
