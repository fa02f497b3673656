"""MCP: the same questions as tools for agents, and the notes as resources.

Written against the low-level server, whose lists are made when they are asked for: notes come and
go while it runs.
"""

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import AnyUrl, BaseModel, ConfigDict
from starlette.types import Receive, Scope, Send

from chat.server.backend import Backend
from chat.server.errors import NotReady
from chat.server.programs.asked import Asked, Searched, told
from chat.server.programs.gate import Gate
from chat.server.programs.problems import one_line
from chat.server.programs.records import record
from chat.server.programs.rest import TITLE, VERSION
from qa import Answer, Entry, Hit, NoteMissing, NotesError, SyncReport

T = TypeVar("T")
NOTE = "galpi://note/"
PAGE = 500  # notes that are listed at once
WAIT = 60.0  # seconds for the notebook to be opened
INSTRUCTIONS = (
    "The user's own study notes, in Korean and English. `ask` quotes the sentences that answer, or "
    "says that the notes hold no answer; do not answer in their place from memory. `search` gives "
    f"whole passages. The whole note of a `path` is the resource {NOTE}<path>."
)


class Hits(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hits: list[record(Hit)]  # type: ignore[valid-type]


class Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid")


# What it does, what it is given, what it gives, and how.
Tool = tuple[str, type[BaseModel], type[BaseModel], Callable[[dict[str, Any]], dict[str, Any]]]


class Agents:
    """`may_sync`: whether there is a tool that writes, if only to the store."""

    def __init__(self, backend: Backend, gate: Gate, may_sync: bool) -> None:
        self.backend, self.gate = backend, gate
        self.tools: dict[str, Tool] = {
            "ask": (_ASK, Asked, record(Answer), self._ask),
            "search": (_SEARCH, Searched, Hits, self._search),
        }
        if may_sync:
            self.tools["sync"] = (_SYNC, Nothing, record(SyncReport), self._sync)
        self.server: Server[Any, Any] = Server(TITLE, VERSION, INSTRUCTIONS)
        self.server.list_tools()(self.list_tools)  # type: ignore[no-untyped-call]
        self.server.call_tool(validate_input=False)(self.call_tool)
        self.server.list_resources()(self.list_resources)  # type: ignore[no-untyped-call]
        self.server.list_resource_templates()(self.list_templates)  # type: ignore[no-untyped-call]
        self.server.read_resource()(self.read_resource)  # type: ignore[no-untyped-call]

    async def list_tools(self) -> list[types.Tool]:
        return [
            types.Tool(
                name=name, description=what, inputSchema=given.model_json_schema(),
                outputSchema=result.model_json_schema(mode="serialization"),
                annotations=types.ToolAnnotations(
                    readOnlyHint=name != "sync", destructiveHint=False, idempotentHint=True,
                    openWorldHint=False,
                ),
            )
            for name, (what, given, result, _) in self.tools.items()
        ]  # fmt: skip

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        """Both as text and as structure; an error in one line, as text."""
        if name not in self.tools:
            return _failed(f"there is no tool {name!r}; there are {', '.join(self.tools)}")
        _, given, _, call = self.tools[name]
        try:
            asked = given.model_validate(arguments).model_dump()
            found = await self.gate.run(lambda: self._when_ready(lambda: call(asked)))
        except NotesError as error:
            return _failed(one_line(error))
        except ValueError as error:
            return _failed(told(error))
        text = json.dumps(found, ensure_ascii=False)
        return types.CallToolResult(content=[_text(text)], structuredContent=json.loads(text))

    async def list_resources(
        self, request: types.ListResourcesRequest
    ) -> types.ListResourcesResult:
        cursor = request.params.cursor if request.params else None
        first = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() else 0
        entries = await self.gate.run(
            lambda: self._when_ready(lambda: self.backend.notebook.entries())
        )
        more = str(first + PAGE) if first + PAGE < len(entries) else None
        shown = [_resource(entry) for entry in entries[first : first + PAGE]]
        return types.ListResourcesResult(resources=shown, nextCursor=more)

    async def list_templates(self) -> list[types.ResourceTemplate]:
        return [
            types.ResourceTemplate(
                uriTemplate=NOTE + "{+path}", name="note", mimeType="text/markdown",
                description="A note by its path, or the end of it",
            )
        ]  # fmt: skip

    async def read_resource(self, uri: AnyUrl) -> list[ReadResourceContents]:
        """Raises NoteMissing, which the client gets as an error."""
        path = unquote(str(uri).removeprefix(NOTE))
        if not str(uri).startswith(NOTE):
            raise NoteMissing(
                str(uri),
                f"no address of a note, which begins with {NOTE}",
                f"노트의 주소가 아닙니다. {NOTE}로 시작해야 합니다.",
            )
        note = await self.gate.run(
            lambda: self._when_ready(lambda: self.backend.notebook.note(path))
        )
        return [ReadResourceContents(note.text, _kind(note.path))]

    def _when_ready(self, call: Callable[[], T]) -> T:
        """A program starts a server and asks at once; it waits rather than being told to."""
        until = time.monotonic() + WAIT
        while True:
            try:
                return call()
            except NotReady as error:
                if error.phase != "opening" or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self.backend.ask(**asked).to_dict()

    def _search(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"hits": [hit.to_dict() for hit in self.backend.notebook.search(**asked)]}

    def _sync(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self.backend.sync().to_dict()


_ASK = (
    "Answer a question with one to three sentences of the user's notes, quoted word for word with "
    "book, chapter, section and line, or say that the notes hold no answer."
)
_SEARCH = "Find the passages of the user's notes that are nearest to a question, best first."
_SYNC = "Take in the notes that were added, changed, renamed or removed, and report them."


class OverHttp:
    """Every request for itself: nothing is kept that could grow."""

    def __init__(self, agents: Agents) -> None:
        self._manager = StreamableHTTPSessionManager(
            agents.server, json_response=True, stateless=True
        )

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


def _resource(entry: Entry) -> types.Resource:
    return types.Resource(
        uri=AnyUrl(NOTE + quote(entry.path)), name=entry.path, title=entry.title,
        description=entry.book, mimeType=_kind(entry.path),
    )  # fmt: skip


def _kind(path: str) -> str:
    """Text in any case; of other files it is what was taken out of them."""
    return "text/markdown" if path.lower().endswith((".md", ".markdown")) else "text/plain"


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _failed(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[_text(why)], isError=True)
