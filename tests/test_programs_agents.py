"""MCP with its official client, over both transports."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import write_notes
from mcp import ClientSession, McpError, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from programs import serving
from pydantic import AnyUrl
from serving import run_apart
from test_cli import process

from qa import Notebook

ROOT = Path(__file__).parents[1]
WATER = "물은 위에서 아래로 흐른다."
NOTES = {"책/1장 물.md": f"# 1장 물\n\n{WATER}\n", "기록.txt": "불은 탄다."}
QUESTION = "물은 어디로 흐르나?"
FIRST = f"galpi://note/{'%EC%B1%85/1%EC%9E%A5%20%EB%AC%BC.md'}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_notes(tmp_path / "data", NOTES)
    return tmp_path / "data"


@asynccontextmanager
async def over_http(folder: Path, *, sync: bool = False) -> AsyncIterator[ClientSession]:
    with serving(lambda _: Notebook.open(folder), mcp=True, agents_sync=sync) as (url, _):
        async with (
            streamable_http_client(f"{url}/mcp") as (receive, send, _),
            ClientSession(receive, send) as session,
        ):
            await session.initialize()
            yield session


@asynccontextmanager
async def over_stdio(folder: Path, *, sync: bool = False) -> AsyncIterator[ClientSession]:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "galpi", "mcp", *["--allow-sync"] * sync],
        cwd=folder.parent, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    async with (
        stdio_client(server) as (receive, send),
        ClientSession(receive, send) as session,
    ):
        await session.initialize()
        yield session


@pytest.mark.parametrize("connect", [over_http, over_stdio])
def test_an_agent_asks_and_reads(folder: Path, connect: Any) -> None:
    async def talk() -> None:
        async with connect(folder) as session:
            await asks(session)
            await reads(session)
            await errs(session)
            if connect is over_stdio:
                await follows(session, folder)

    run_apart(talk())


async def asks(session: ClientSession) -> None:
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert list(tools) == ["ask", "search"]
    for tool in tools.values():
        assert tool.annotations and tool.annotations.readOnlyHint
        assert tool.inputSchema["required"] == ["question"] and tool.outputSchema
    result = await session.call_tool("ask", {"question": QUESTION})  # checks it by outputSchema
    assert result.structuredContent and result.structuredContent["text"] == WATER
    assert result.structuredContent["citations"][0]["path"] == "책/1장 물.md"
    assert json.loads(text_of(result)) == result.structuredContent
    assert WATER in text_of(result)
    result = await session.call_tool("search", {"question": QUESTION, "k": 1})
    assert result.structuredContent
    assert [hit["text"] for hit in result.structuredContent["hits"]] == [WATER]


async def reads(session: ClientSession) -> None:
    listed = (await session.list_resources()).resources
    assert [(one.name, one.title, one.mimeType) for one in listed] == [
        ("기록.txt", "기록", "text/plain"),
        ("책/1장 물.md", "물", "text/markdown"),
    ]
    assert str(listed[1].uri) == FIRST
    (content,) = (await session.read_resource(listed[1].uri)).contents
    assert isinstance(content, types.TextResourceContents)
    assert (content.text, content.mimeType) == (NOTES["책/1장 물.md"], "text/markdown")
    templates = (await session.list_resource_templates()).resourceTemplates
    assert [template.uriTemplate for template in templates] == ["galpi://note/{+path}"]


async def errs(session: ClientSession) -> None:
    for name, arguments, line in (
        ("ask", {}, "question: Field required"),
        ("ask", {"question": "물", "k": "5"}, "k: Input should be a valid integer"),
        ("search", {"question": "물", "book": "칙"}, "no book is called '칙'; the nearest: 책"),
        ("sync", {}, "there is no tool 'sync'; there are ask, search"),
    ):
        result = await session.call_tool(name, arguments)
        assert (result.isError, text_of(result)) == (True, line)
    for address in ("galpi://note/none.md", "galpi://note/..%2f..%2fetc%2fpasswd", "file:///etc"):
        with pytest.raises(McpError, match="no such note|no address of a note"):
            await session.read_resource(AnyUrl(address))


async def follows(session: ClientSession, folder: Path) -> None:
    """Its own server takes in by itself what has changed."""
    write_notes(folder, {"새.md": "바람은 분다."})
    async with asyncio.timeout(60):
        while len((await session.list_resources()).resources) < 3:
            await asyncio.sleep(0.2)


def text_of(result: types.CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    return content.text


def test_an_agent_that_may_sync(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.server.programs.agents.PAGE", 2)

    async def talk() -> None:
        async with over_http(folder, sync=True) as session:
            write_notes(folder, {"새.md": "새 글"})
            result = await session.call_tool("sync", {})
            assert result.structuredContent and result.structuredContent["added"] == ["새.md"]
            first = await session.list_resources()
            cursor = types.PaginatedRequestParams(cursor=first.nextCursor)
            second = await session.list_resources(params=cursor)
            names = [one.name for one in (*first.resources, *second.resources)]
            assert names == ["기록.txt", "새.md", "책/1장 물.md"] and second.nextCursor is None

    run_apart(talk())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, out, err = process("mcp", "--notes", tmp_path / "none")
    assert (code, out) == (1, "")
    assert err.startswith("galpi: the notes folder ") and err.count("\n") == 1
