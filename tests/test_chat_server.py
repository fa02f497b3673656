"""The chat as a server: its three endpoints, whom it answers, how it starts."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from conftest import write_notes
from serving import connect, free_port, served

import ui
from chat.server.backend import Backend
from chat.server.bodies import bounded
from qa import Notebook, NotesError

# gradio leaves these open: an event loop for each of its locks, and its probe of a port in use
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 된다."
NOTES = {
    "쿠버네티스/09-네트워킹.md": f"# 9장 네트워킹\n\n## 9.1 파드와 파드\n\n{POD}\n",
    "Field Guide/03-workloads.md": "# Chapter 3 Workloads\n\n## 3.5 Limits\n\nA Pod has limits.\n",
}
QUESTION = "파드 IP는 왜 바뀌나요?"


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Backend]]:
    folder = tmp_path_factory.mktemp("server") / "notes"
    write_notes(folder, NOTES)
    with served(lambda progress: Notebook.open(folder, progress=progress)) as found:
        yield found


@pytest.fixture(scope="module")
def url(chat: tuple[str, Backend]) -> str:
    return chat[0]


@pytest.fixture(scope="module")
def notebook(chat: tuple[str, Backend]) -> Notebook:
    return chat[1].notebook


def test_there_are_three_endpoints(url: str) -> None:
    info = httpx.get(f"{url}/gradio_api/info").json()
    assert (list(info["named_endpoints"]), info["unnamed_endpoints"]) == (
        ["/ask", "/search", "/sync"],
        {},
    )
    ask = info["named_endpoints"]["/ask"]
    names = "question", "k", "history", "book", "chapter", "tag"
    assert tuple(p["parameter_name"] for p in ask["parameters"]) == names
    assert [p["parameter_has_default"] for p in ask["parameters"]] == [False] + [True] * 5
    assert ask["description"].startswith("Answer a question with one to three sentences")


def test_a_client_gets_the_json_of_the_command_line(url: str, notebook: Notebook) -> None:
    client = connect(url)
    answer = client.predict(QUESTION, 2, api_name="/ask")
    assert as_json(answer) == as_json(notebook.ask(QUESTION, k=2).to_dict())
    answer = client.predict("그럼 그건?", history=[QUESTION], api_name="/ask")
    assert answer["context"] == QUESTION
    hits = client.predict(QUESTION, book="Field Guide", chapter=3, api_name="/search")
    expected = notebook.search(QUESTION, book="Field Guide", chapter=3)
    assert as_json({"hits": hits}) == as_json({"hits": [hit.to_dict() for hit in expected]})
    assert client.predict(api_name="/sync")["unchanged"] == 2


def as_json(answer: dict[str, object]) -> str:
    return httpx.Request("POST", "http://x", json={**answer, "seconds": 0}).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("ask", ["", 5, None, None, None, None], "question is empty"),
        ("ask", ["가" * 1001, 5, None, None, None, None], "1,001 characters"),
        ("search", ["파드", 0, None, None, None], "k is 0"),
        ("search", ["파드", 5, None, 10_000, None], "chapter is 10000"),
        ("search", [["파드"], 5, None, None, None], "question is no text"),
        ("ask", ["파드", "5", "앞", 7, None, None], "k is no whole number"),
    ],
)
def test_programs_get_errors_in_one_line(url: str, name: str, data: Any, message: str) -> None:
    reply = httpx.post(f"{url}/gradio_api/run/{name}", json={"data": data})
    assert reply.status_code == 500
    assert message in reply.json()["error"]
    assert "Traceback" not in reply.text


def test_an_address_in_the_place_of_a_question_is_not_fetched(url: str) -> None:
    """`served` looks for calls to other hosts."""
    file = {"path": "x", "url": "http://evil.test/x", "meta": {"_type": "gradio.FileData"}}
    data = {"data": [file, 5, None, None, None]}
    assert httpx.post(f"{url}/gradio_api/run/search", json=data).status_code == 500


def test_only_its_own_host_names_are_answered(url: str) -> None:
    for host in ("evil.test", "127.0.0.1.evil.test", "[::1", ""):
        assert httpx.get(url, headers={"Host": host}).status_code == 400, host
    own = httpx.get(url)
    assert own.status_code == 200
    assert own.headers["content-security-policy"].startswith("default-src 'self';")
    assert own.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("origin", ["http://evil.test", "http://127.0.0.1:1", "null"])
def test_another_page_in_the_browser_is_refused(url: str, origin: str) -> None:
    data = {"data": [QUESTION, 5, None, None, None, None]}
    reply = httpx.post(f"{url}/gradio_api/run/ask", json=data, headers={"Origin": origin})
    assert reply.status_code == 403
    own = httpx.post(f"{url}/gradio_api/run/ask", json=data, headers={"Origin": url})
    assert own.json()["data"][0]["found"] is True


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://127.0.0.1:1/x",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:1/x",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/upload_progress",
        "/gradio_api/run-history/buckets",
        "/gradio_api//file=/etc/passwd",
        "/gradio_api/%66ile=/etc/passwd",
        "/monitoring",
        "/docs",
    ],
)
def test_what_serves_or_fetches_files_is_not_there(url: str, path: str) -> None:
    assert httpx.get(f"{url}{path}").status_code == 404
    assert httpx.post(f"{url}/gradio_api/upload", files={"files": b"x"}).status_code == 404


def test_a_request_of_a_gigabyte_is_refused_before_it_is_sent(url: str) -> None:
    host = url.removeprefix("http://")
    name, _, port = host.partition(":")
    head = (
        f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: {host}\r\nContent-Length: {10**9}\r\n\r\n"
    )
    with socket.create_connection((name, int(port)), timeout=20) as connection:
        connection.sendall(head.encode())
        reply = b""
        while not reply.endswith(b"}"):
            reply += connection.recv(10_000) or pytest.fail(f"ended with {reply!r}")
    assert reply.startswith(b"HTTP/1.1 413 ")
    assert b"the body is larger than 140,000,000 bytes; send less" in reply


def test_one_that_does_not_say_how_long_it_is_ends_where_it_is_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chat.server.bodies.MAX_PARCEL", 5)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"abc", "more_body": True}

    once, types = bounded(receive), []
    for _ in range(2):
        with pytest.raises(StopIteration) as done:
            once().send(None)  # type: ignore[attr-defined]  # no loop: nothing is waited for
        types.append(done.value.value["type"])
    assert types == ["http.request", "http.disconnect"]


def test_it_says_how_it_is(url: str) -> None:
    assert httpx.get(f"{url}/healthz").json() == {"phase": "ready"}


def test_with_a_password_nothing_is_told_without_it(notebook: Notebook) -> None:
    with served(lambda _: notebook, auth="kim:bi:mil") as (url, _):
        asked = {"data": [QUESTION, 5, None, None, None, None]}
        for reply in (
            httpx.get(f"{url}/config"),
            httpx.get(f"{url}/gradio_api/info"),
            httpx.post(f"{url}/gradio_api/run/ask", json=asked),
            httpx.post(f"{url}/gradio_api/queue/join", json={**asked, "fn_index": 0}),
        ):
            assert reply.status_code == 401
            assert POD not in reply.text
        wrong = {"username": "kim", "password": "bi"}
        assert httpx.post(f"{url}/login", data=wrong).status_code == 400
        client = connect(url, ("kim", "bi:mil"))
        assert client.predict(QUESTION, api_name="/ask")["found"] is True


def test_programs_and_agents_are_answered_beside_the_page(notebook: Notebook) -> None:
    with served(lambda _: notebook, mcp=True) as (url, _):
        reply = httpx.get(f"{url}/api/v1/ask", params={"question": QUESTION})
        assert reply.json()["text"] == POD
        for path in ("/mcp", "/gradio_api/mcp/"):
            reply = httpx.post(url + path, json=INITIALIZE, headers={"Accept": "application/json"})
            assert reply.json()["result"]["serverInfo"]["name"] == "galpi"


def test_what_watches_the_first_notebook_watches_the_others(notebook: Notebook) -> None:
    first, second = Backend(lambda _: notebook, "가"), Backend(lambda _: notebook, "나")
    seen: list[object] = []
    first.watchers.append(seen.append)
    demo = ui.build(first, second)
    try:
        ui.launch(demo, first, ui.Options(port=free_port()), second)
        second.sync()
        answer = second.ask(QUESTION)
    finally:
        demo.close(verbose=False)
        second.conversations.close()
    assert answer in seen


INITIALIZE = {
    **{"jsonrpc": "2.0", "id": 1, "method": "initialize"},
    "params": {
        **{"protocolVersion": "2025-06-18", "capabilities": {}},
        "clientInfo": {"name": "test", "version": "0"},
    },
}


def test_a_sync_that_fails_is_told_and_the_old_state_still_answers(
    chat: tuple[str, Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, backend = chat
    before = backend.status()

    def fail(progress: object) -> None:
        raise NotesError("another galpi is writing", "다른 갈피가 쓰고 있습니다")

    with monkeypatch.context() as patch:
        patch.setattr(backend.notebook, "sync", fail)
        with pytest.raises(NotesError, match="another galpi"):
            backend.sync()
    assert replace(backend.status(), problem=None, korean="") == before
    assert backend.status().problem == "another galpi is writing"
    assert backend.status().korean == "다른 갈피가 쓰고 있습니다"
    assert POD in backend.notebook.ask(QUESTION).text
    backend.sync()
    assert backend.status() == before
