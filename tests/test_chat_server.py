"""The chat as a server: its three endpoints, whom it answers, how it starts."""

import asyncio
import gc
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from conftest import write_notes
from serving import connect, free_port, served

import galpi
import ui
from chat.page.status import Status
from chat.server.backend import Backend
from chat.server.bodies import bounded
from chat.server.errors import NotReady, told
from chat.server.library import MAX_PICTURE, Library
from chat.server.sent import Sent
from index.errors import ModelError
from index.reading import reasons
from qa import Notebook, NotesError, QuestionError

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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"host": "0.0.0.0"}, "0.0.0.0 can be reached by other machines.*give --auth"),
        ({"host": "::"}, "other machines"),
        ({"host": "192.168.0.7"}, "other machines"),
        ({"host": "my-laptop"}, "other machines"),
        ({"auth": "kim"}, "USER:PASSWORD"),
        ({"auth": ":x"}, "USER:PASSWORD"),
    ],
)
def test_unsafe_options_are_refused_with_the_reason(options: Any, message: str) -> None:
    with pytest.raises(ui.UiError, match=message):
        ui.Options(**options)


def test_the_command_line_tells_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["galpi", "ui", "--host", "0.0.0.0"])
    with pytest.raises(SystemExit) as end:
        galpi.main()
    error = capsys.readouterr().err
    assert end.value.code == 1
    assert error.startswith("galpi: 0.0.0.0 can be reached by other machines")
    assert error.count("\n") == 1


def test_safe_options() -> None:
    for host in ("127.0.0.1", "127.0.0.2", "::1", "localhost"):
        assert ui.Options(host=host).hosts == frozenset([host, "127.0.0.1", "localhost", "::1"])
    assert ui.Options(host="0.0.0.0", auth="kim:x").hosts is None


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


def test_mcp_without_its_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.server.options.find_spec", lambda name: None)
    with pytest.raises(ui.UiError, match=r"pip install -c constraints.txt -e '.\[mcp\]'"):
        ui.Options(mcp=True)


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(ui.UiError, match=f"port {port} of 127.0.0.1 is taken"):
            ui.serve(lambda _: pytest.fail("opened"), ui.Options(port=port))
    asyncio.set_event_loop(None)
    gc.collect()


def test_the_page_is_there_while_the_notebook_opens_and_goes_when_it_cannot() -> None:
    port, opening, fail = free_port(), threading.Event(), threading.Event()

    def open_notebook(_: object) -> Notebook:
        opening.set()
        fail.wait(30)
        raise ModelError("no model")

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(ui.serve, open_notebook, ui.Options(port=port))
        assert opening.wait(30)
        url = f"http://127.0.0.1:{port}"
        asked = {"data": ["파드?", 5, None, None, None, None]}
        reply = httpx.post(f"{url}/gradio_api/run/ask", json=asked)
        assert httpx.get(f"{url}/healthz").json() == {"phase": "opening"}
        fail.set()
        assert "준비 중입니다" in reply.json()["error"]
        assert isinstance(running.exception(30), ModelError)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    asyncio.set_event_loop(None)
    gc.collect()


def test_the_backend_from_an_empty_folder_to_a_broken_note(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    backend = Backend(lambda progress: Notebook.open(folder, progress=progress))
    assert backend.status() == Status()
    backend.start()
    assert backend.status().phase == "empty"
    assert f"the notes folder {folder} does not exist" in (backend.status().problem or "")
    with pytest.raises(NotReady, match="there are no notes yet"):
        _ = backend.notebook
    write_notes(folder, {**NOTES, "broken.md": b"\x00\x01"})
    assert [notice.path for notice in backend.sync().failed] == ["broken.md"]
    status = backend.status()
    assert (status.phase, status.catalog.notes, status.changed) == ("ready", 2, False)
    assert status.failed == (("broken.md", reasons.told("nul")),)


def test_a_folder_that_changes_is_noticed_and_a_broken_note_does_not_look_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.server.backend.LOOK_EVERY", 0)
    write_notes(tmp_path / "notes", {**NOTES, "broken.md": b"\x00\x01"})
    backend = Backend(lambda progress: Notebook.open(tmp_path / "notes", progress=progress))
    backend.start()
    assert backend.status().changed is False
    write_notes(tmp_path / "notes", {"새.md": "# 새 노트\n\n새 문장이다.\n"})
    backend._look_at = 0
    assert backend.status().changed is True
    assert backend.sync().added == ("새.md",)
    backend._look_at = 0
    assert (backend.status().changed, backend.status().catalog.notes) == (False, 3)


def test_a_sync_that_fails_is_told_and_the_old_state_still_answers(
    chat: tuple[str, Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, backend = chat
    before = backend.status()

    def fail(progress: object) -> None:
        raise NotesError("another galpi is writing")

    with monkeypatch.context() as patch:
        patch.setattr(backend.notebook, "sync", fail)
        with pytest.raises(NotesError, match="another galpi"):
            backend.sync()
    assert replace(backend.status(), problem=None) == before
    assert backend.status().problem == "another galpi is writing"
    assert POD in backend.notebook.ask(QUESTION).text
    backend.sync()
    assert backend.status() == before


@pytest.mark.parametrize(
    "sent",
    [None, [], "x", {}, {"key": ["a"]}, {"key": "../x"}, {"key": "", "book": 1, "chapter": "2"}],
)
def test_what_a_page_sends_is_checked(sent: Any) -> None:
    first, second = Sent.of(sent), Sent.of(sent)
    assert first.key != second.key
    assert replace(first, key="") == Sent("")


def test_what_a_page_sends_is_understood() -> None:
    key = "0123456789abcdef" * 2
    sent = {"key": key, "book": "책", "chapter": 3, "turn": 1, "number": 2, "good": True}
    sent["name"] = "노트"
    assert Sent.of(sent) == Sent(key, 1, 2, "노트", True, "책", 3)
    from gradio import EventData  # not before the chat has said what it is not to do

    assert Sent.of(EventData(None, sent)) == Sent(key, 1, 2, "노트", True, "책", 3)


@pytest.mark.parametrize(
    ("error", "question", "shown"),
    [
        (QuestionError("the question is empty"), " ?? ", "질문을 입력해 주세요."),
        (QuestionError("no such book", "그런 책이 없습니다."), "가", "그런 책이 없습니다."),
        (QuestionError("깨졌습니다 · is broken"), "가", "깨졌습니다"),
        (QuestionError("odd"), "가", "질문을 읽지 못했습니다. 고쳐서 다시 물어보세요."),
        (NotReady("opening"), "가", "준비 중입니다. 곧 다시 물어보세요."),
        (NotesError("disk <full>"), "가", "답하지 못했습니다. 다시 물어보세요."),
    ],
)
def test_an_error_is_told_in_one_language(error: NotesError, question: str, shown: str) -> None:
    html = told(error, question)
    assert f'<span class="ko">{shown}</span>' in html
    korean, _, english = html.partition('<span class="en">')
    assert not any("a" <= letter <= "z" for letter in shown)
    assert not any("가" <= letter <= "힣" for letter in english)
    assert "<full>" not in html


PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    files: dict[str, str | bytes] = {
        **{"a/그림.png": PNG, "b/x.svg": b"<svg onload=alert(1)>", ".hidden/y.png": PNG},
        **{"a/노트.md": "# 글", "b/c/노트.md": "# 글", "a/비밀.pem": b"x", "a/가짜.png.txt": "x"},
    }
    write_notes(tmp_path / "notes", files)
    write_notes(tmp_path, {"outside.png": PNG, "outside.md": "x"})
    (tmp_path / "notes" / "link.png").symlink_to(tmp_path / "outside.png")
    (tmp_path / "notes" / "link.md").symlink_to(tmp_path / "outside.md")
    (tmp_path / "notes" / "named.png").symlink_to(tmp_path / "notes" / "a" / "비밀.pem")
    with (tmp_path / "notes" / "big.png").open("wb") as file:
        file.truncate(MAX_PICTURE + 1)
    library = Library()
    library.folder = tmp_path / "notes"
    return library


def test_pictures_have_addresses_that_cannot_be_made_up(library: Library) -> None:
    address = library.address("a/그림.png")
    assert address and address == library.address("그림.png")
    reply = library.answer(unquote(address))
    assert (reply.status_code, reply.media_type) == (200, "image/png")
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    _, _, seal, path = address.split("/", 3)
    others = ("b/x.svg", "../outside.png", "a/\0.png")
    wrong = (f"/picture//{path}", "/picture/", f"/picture/가/{path}")
    for other in (*(f"/picture/{seal}/{place}" for place in others), *wrong):
        assert library.answer(unquote(other)).status_code == 404, other
    assert Library().answer(unquote(address)).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        *("../outside.png", "outside.png", "/etc/x.png", ".hidden/y.png", "y.png", "link.png"),
        *("big.png", "named.png", "a/비밀.pem", "a/노트.md", "가짜.png"),
        *("", ".", "a", "\0.png", "a/\0.png", "*.png"),
    ],
)
def test_what_is_no_picture_of_the_folder_has_no_address(library: Library, name: str) -> None:
    assert library.address(name) is None


def test_notes_are_found_by_path_or_name(library: Library) -> None:
    assert library.note("노트") == library.note("노트.md") == "a/노트.md"
    assert library.note("c/노트") == library.note("b/c/노트.md") == "b/c/노트.md"
    for name in (
        "../outside",
        "outside.md",
        "link",
        "link.md",
        "a/비밀.pem",
        "",
        "/etc/passwd",
        "\0",
    ):
        assert library.note(name) is None
    assert Library().note("노트") is None


def test_a_picture_is_given_only_to_who_was_shown_it(tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", {**NOTES, "그림.png": PNG, "x.svg": b"<svg/>"})
    opened = Notebook.open(tmp_path / "notes")
    with served(lambda _: opened, auth="kim:bi") as (url, backend):
        address = backend.library.address("그림.png")
        reply = httpx.get(f"{url}{address}")
        assert (reply.content, reply.headers["content-type"]) == (PNG, "image/png")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert httpx.get(f"{url}/picture/0/그림.png").status_code == 404
        assert httpx.post(f"{url}{address}").status_code == 404
        assert httpx.get(f"{url}{address}", headers={"Host": "evil.test"}).status_code == 400
