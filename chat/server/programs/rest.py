"""The REST API: the JSON of the command line under /api/v1, described by OpenAPI."""

from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import ConfigDict
from starlette.responses import JSONResponse, Response

from chat.server.backend import Backend
from chat.server.programs.asked import Asked, Listed, Searched
from chat.server.programs.gate import Gate
from chat.server.programs.problems import MEDIA, Problem
from chat.server.programs.records import record
from qa import Answer, Entry, Hit, NoteText, SyncReport

ROOT = "/api/v1"
TITLE, VERSION = "galpi", version("galpi")
_PROBLEM: dict[str, Any] = {"content": {MEDIA: {"schema": Problem.model_json_schema()}}}
_WHY = {
    400: "The body is no JSON.",
    401: "User and password are needed.",
    404: "There is no such note.",
    408: "The body did not come in time.",
    409: "Another process is writing the store.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "The request makes no sense.",
    500: "Something broke.",
    503: "The notes are still being read, or too many ask at once.",
}


class AskedByAddress(Asked):
    model_config = ConfigDict(strict=False)  # an address holds text alone


class SearchedByAddress(Searched):
    model_config = ConfigDict(strict=False)


class ListedByAddress(Listed):
    model_config = ConfigDict(strict=False)


class Rest:
    """Its methods are the endpoints."""

    def __init__(self, backend: Backend, questions: Gate, syncs: Gate) -> None:
        self.backend, self.questions, self.syncs = backend, questions, syncs

    async def ask(self, request: Request, asked: Annotated[AskedByAddress, Query()]) -> Response:
        """Answer a question with one to three sentences of the notes, or say they hold none."""
        return await self._conditional(request, lambda: self._ask(asked))

    async def ask_by_body(self, asked: Annotated[Asked, Body()]) -> Response:
        """The same, asked with JSON."""
        return await self.questions.run(lambda: JSONResponse(self._ask(asked)))

    async def search(
        self, request: Request, searched: Annotated[SearchedByAddress, Query()]
    ) -> Response:
        """Find the passages of the notes that are nearest to a question, best first."""
        return await self._conditional(request, lambda: self._search(searched))

    async def search_by_body(self, searched: Annotated[Searched, Body()]) -> Response:
        """The same, asked with JSON."""
        return await self.questions.run(lambda: JSONResponse(self._search(searched)))

    async def notes(
        self, request: Request, listed: Annotated[ListedByAddress, Query()]
    ) -> Response:
        """List the notes, by path."""
        return await self._conditional(request, lambda: self._list(listed))

    async def note(
        self, request: Request, path: Annotated[str, Path(description="or the end of it")]
    ) -> Response:
        """A note with its text, which all offsets speak of."""

        def work() -> Response:
            content = JSONResponse(self.backend.notebook.note(path).to_dict())
            tag = f'"{sha256(bytes(content.body)).hexdigest()[:32]}"'
            return _unless_known(request, tag, lambda: content)

        return await self.questions.run(work)

    async def sync(self) -> Response:
        """Take in the notes that were added, changed, renamed or removed, and report them."""
        return await self.syncs.run(lambda: JSONResponse(self.backend.sync().to_dict()))

    async def health(self) -> Response:
        """Whether the notes are read: opening, syncing, ready, or empty."""
        return JSONResponse({"phase": self.backend.phase})

    def _ask(self, asked: Asked) -> dict[str, Any]:
        return self.backend.ask(**asked.model_dump()).to_dict()

    def _search(self, searched: Searched) -> list[dict[str, Any]]:
        return [hit.to_dict() for hit in self.backend.notebook.search(**searched.model_dump())]

    def _list(self, listed: Listed) -> list[dict[str, Any]]:
        filters = listed.model_dump(exclude={"limit", "offset"})
        entries = self.backend.notebook.entries(**filters)[listed.offset :]
        return [entry.to_dict() for entry in entries[: listed.limit]]

    async def _conditional(self, request: Request, content: Callable[[], Any]) -> Response:
        """Not worked out again for who has it; as long as the folder is in step, what is told is
        the same in the same state.
        """

        def work() -> Response:
            state, in_step = self.backend.notebook.state(), not self.backend.status().changed
            if not in_step:
                return JSONResponse(content())
            asked = f"{state} {request.url.path}?{request.url.query}"
            tag = f'W/"{sha256(asked.encode()).hexdigest()[:32]}"'  # weak: seconds differ
            return _unless_known(request, tag, lambda: JSONResponse(content()))

        return await self.questions.run(work)


def _unless_known(request: Request, tag: str, response: Callable[[], Response]) -> Response:
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    found = Response(status_code=304) if tag in known or "*" in known else response()
    found.headers["etag"] = tag
    found.headers["cache-control"] = "private, no-cache"
    return found


def routes(rest: Rest, closed: bool) -> APIRouter:
    """`closed`: whether a password is needed."""
    common = [422, 500, 503] + [401] * closed
    by_body = [400, 408, 413, 415, *common]
    router = APIRouter()

    def add(method: str, path: str, endpoint: Any, model: Any, problems: list[int]) -> None:
        seen: dict[int | str, dict[str, Any]] = {
            status: {**_PROBLEM, "description": _WHY[status]} for status in sorted(problems)
        }
        if method == "GET" and problems:
            seen[304] = {"description": "Nothing has changed since the ETag that was sent."}
        router.add_api_route(
            path, endpoint, methods=[method], response_model=model, responses=seen,
            operation_id=endpoint.__name__,
        )  # fmt: skip

    add("GET", f"{ROOT}/ask", rest.ask, record(Answer), common)
    add("POST", f"{ROOT}/ask", rest.ask_by_body, record(Answer), by_body)
    add("GET", f"{ROOT}/search", rest.search, list[record(Hit)], common)  # type: ignore[misc]
    add("POST", f"{ROOT}/search", rest.search_by_body, list[record(Hit)], by_body)  # type: ignore[misc]
    add("GET", f"{ROOT}/notes", rest.notes, list[record(Entry)], common)  # type: ignore[misc]
    add("GET", f"{ROOT}/notes/{{path:path}}", rest.note, record(NoteText), [404, *common])
    add("POST", f"{ROOT}/sync", rest.sync, record(SyncReport), [408, 409, 413, *common])
    add("GET", "/healthz", rest.health, dict[str, str], [])
    router.add_api_route(f"{ROOT}/healthz", rest.health, include_in_schema=False)
    return router
