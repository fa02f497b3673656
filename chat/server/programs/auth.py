"""The password of the page, for programs: HTTP Basic."""

from base64 import b64decode
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.server.programs.problems import problem

OPEN = frozenset(["/healthz", "/api/v1/healthz"])  # tells nothing of the notes
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="galpi", charset="UTF-8"'}


class Authorised:
    """Lets through who knows `auth`, USER:PASSWORD; everybody where that is None."""

    def __init__(self, app: ASGIApp, auth: str | None) -> None:
        self.app, self.auth = app, auth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http" and scope["path"] not in OPEN and not self._knows(scope):
            app = problem(401, "user and password are needed, as HTTP Basic", _CHALLENGE)
        await app(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        if self.auth is None:
            return True
        scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        try:
            decoded = b64decode(given.strip(), validate=True) if scheme.lower() == "basic" else b""
        except ValueError:
            return False
        return compare_digest(decoded, self.auth.encode())
