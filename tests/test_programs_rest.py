"""The REST API, served: answers, conditions, limits, and what it says to what makes no sense."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import file_of, write_notes
from programs import serving
from serving import calls, foreign_calls, free_port, run_apart

from bench.load import all_at_once
from chat.server import bodies
from chat.server.backend import Backend
from chat.server.programs import patience
from chat.server.programs.gate import Gate
from chat.server.programs.problems import MEDIA
from index.store.embedded.lock import write_lock
from qa import Notebook

ROOT = Path(__file__).parents[1]
POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 된다."
NOTES = {
    "쿠버네티스/09-네트워킹.md": f"# 9장 네트워킹\n\n## 9.1 파드와 파드\n\n{POD}\n",
    "Field Guide/03-workloads.md": "# Chapter 3 Workloads\n\n## 3.5 Limits\n\nA Pod has limits.\n",
}
QUESTION = "파드 IP는 왜 바뀌나요?"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Backend]]:
    before = calls()
    folder = tmp_path_factory.mktemp("rest") / "notes"
    write_notes(folder, NOTES)
    with serving(lambda progress: Notebook.open(folder, progress=progress), metrics=True) as found:
        yield found
    assert foreign_calls(before) == []


@pytest.fixture(scope="module")
def api(served: tuple[str, Backend]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{served[0]}/api/v1", timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def notebook(served: tuple[str, Backend]) -> Notebook:
    return served[1].notebook


def without_seconds(answer: dict[str, Any]) -> Any:
    return json.loads(json.dumps({**answer, "seconds": 0}))


def test_it_gives_the_json_of_the_command_line(api: httpx.Client, notebook: Notebook) -> None:
    expected = without_seconds(notebook.ask(QUESTION, k=2).to_dict())
    asked: dict[str, Any] = {"question": QUESTION, "k": 2}
    for reply in (api.get("/ask", params=asked), api.post("/ask", json=asked)):
        assert (reply.status_code, without_seconds(reply.json())) == (200, expected)
        assert "\\u" not in reply.text
    history: dict[str, Any] = {"question": "그럼 그건?", "history": [QUESTION]}
    for reply in (api.get("/ask", params=history), api.post("/ask", json=history)):
        assert reply.json()["context"] == QUESTION
    asked = {"question": QUESTION, "book": "Field Guide", "chapter": 3}
    hits = [hit.to_dict() for hit in notebook.search(QUESTION, book="Field Guide", chapter=3)]
    for reply in (api.get("/search", params=asked), api.post("/search", json=asked)):
        assert reply.json() == json.loads(json.dumps(hits))


def test_notes(api: httpx.Client) -> None:
    paths = sorted(NOTES)
    assert [note["path"] for note in api.get("/notes").json()] == paths
    page = api.get("/notes", params={"limit": 1, "offset": 1}).json()
    assert [note["path"] for note in page] == paths[1:]
    assert len(api.get("/notes?book=Field Guide").json()) == 1
    note = api.get("/notes/쿠버네티스/09-네트워킹.md").json()
    assert (note["text"], note["chapter"]) == (NOTES["쿠버네티스/09-네트워킹.md"], 9)
    assert api.get("/notes/03-workloads").json()["chapter"] == 3


def test_who_has_an_answer_is_told_so_until_the_notes_change(
    api: httpx.Client, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = (f"/ask?question={QUESTION}", f"/search?question={QUESTION}", "/notes")
    tags = [api.get(path).headers["etag"] for path in paths]
    assert len(set(tags)) == 3
    with monkeypatch.context() as patch:  # nothing is asked a second time
        patch.setattr(notebook, "ask", lambda **_: pytest.fail("asked"))
        for path, tag in zip(paths, tags, strict=True):
            reply = api.get(path, headers={"If-None-Match": f'"x", {tag}'})
            assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", tag)
    write_notes(notebook.notes, {"새.md": "# 새 노트\n\n새 문장이다.\n"})
    report = api.post("/sync").json()
    assert (report["added"], report["unchanged"]) == (["새.md"], 2)
    for path, tag in zip(paths, tags, strict=True):
        reply = api.get(path, headers={"If-None-Match": tag})
        assert reply.status_code == 200 and reply.headers["etag"] != tag
    tag = api.get("/notes/새.md").headers["etag"]
    assert api.get("/notes/새.md", headers={"If-None-Match": tag}).status_code == 304
    (notebook.notes / "새.md").unlink()
    assert api.get("/notes/새.md", headers={"If-None-Match": tag}).status_code == 404
    assert api.post("/sync").json()["removed"] == ["새.md"]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "detail"),
    [
        ("GET", "/ask", {}, 422, "question: Field required"),
        ("GET", "/ask?question=파드&k=x", {}, 422, "k: Input should be a valid integer"),
        ("GET", "/ask?question=파드&k=0", {}, 422, "k: Input should be greater than or equal to 1"),
        ("GET", "/ask?question=파드&author=나", {}, 422, "author: Extra inputs are not permitted"),
        ("GET", "/ask?question=파드&book=없는 책", {}, 422, "no book is called '없는 책'; "),
        ("GET", "/ask?question=?!", {}, 422, "the question is empty; "),
        ("GET", "/search?question=파드&chapter=10000", {}, 422, "chapter: Input should be less"),
        ("GET", "/notes?limit=0", {}, 422, "limit: Input should be greater than or equal to 1"),
        ("GET", "/notes/없는.md", {}, 404, "없는.md: no such note; see galpi list"),
        ("GET", "/notes/%2e%2e/x.md", {}, 404, "../x.md: no such note; see galpi list"),
        ("GET", "/nothing", {}, 404, "there is nothing at this address"),
        ("DELETE", "/ask", {}, 405, "the method DELETE is not for this address"),
        ("POST", "/notes", {}, 405, "the method POST is not for this address"),
        ("POST", "/ask", {"json": {"question": "파드", "k": "5"}}, 422, "k: Input should be a val"),
        ("POST", "/ask", {"json": {"question": ["파드"]}}, 422, "question: Input should be a "),
        ("POST", "/ask", {"json": {"question": "가" * 1001}}, 422, "question: String should have"),
        ("POST", "/ask", {"json": {"question": "파드", "history": [1]}}, 422, "history.0: Input "),
        ("POST", "/ask", {"json": [1]}, 422, "the body: Input should be a valid dictionary"),
        ("POST", "/ask", {"content": "{", "headers": JSON}, 400, "the body is no JSON; send "),
        ("POST", "/ask", {"content": b"\xff", "headers": JSON}, 400, "the body is no JSON; send "),
        ("POST", "/ask", {"content": "", "headers": JSON}, 422, "the body: Field required"),
        ("POST", "/ask", {"data": {"question": "파드"}}, 415, "the body is application/x-www-f"),
        ("POST", "/ask", {"content": b" " * 1_000_000, "headers": JSON}, 413, "the body is larg"),
        ("GET", "/ask?question=파드", {"headers": {"Host": "evil.test"}}, 400, "unknown host name"),
        ("POST", "/sync", {"headers": {"Origin": "http://evil.test"}}, 403, "requests of other"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_one_line(
    api: httpx.Client, method: str, path: str, sent: dict[str, Any], status: int, detail: str
) -> None:
    reply = api.request(method, path, **sent)
    told = reply.json()
    assert (reply.status_code, reply.headers["content-type"]) == (status, MEDIA)
    assert list(told) == ["type", "title", "status", "detail"]
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["detail"].startswith(detail) and "\n" not in told["detail"]
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_an_endless_body_is_cut_off(api: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b" " * 65_536

    try:
        reply = api.post("/ask", content=endless(), headers=JSON)
    except httpx.WriteError:  # the answer came, and the rest had nobody to go to
        return
    assert reply.status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for(
    served: tuple[str, Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_SECONDS", 0.2)
    host, port = served[0].removeprefix("http://").split(":")
    head = f"POST /api/v1/ask HTTP/1.1\r\nHost: {host}\r\nContent-Length: 50\r\n\r\n{{"
    answer = told(int(port), head)
    assert answer.startswith(b"HTTP/1.1 408 ") and b"did not come within" in answer


def told(port: int, sent: str) -> bytes:
    """All that is answered, until the other side hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(sent.encode())
        return b"".join(iter(lambda: client.recv(65_536), b""))


def test_who_does_not_say_what_they_want_is_hung_up_on(
    served: tuple[str, Backend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "MAX_SECONDS", 0.2)
    port = int(served[0].rpartition(":")[2])
    health = f"GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
    assert told(port, "") == told(port, "GET /healthz HTTP/1.1\r\nHost:") == patience.TOO_LATE
    answer = told(port, health + "GET ")
    assert b'{"phase":"ready"}' in answer and answer.endswith(patience.TOO_LATE)


def test_a_writer_elsewhere_is_told(api: httpx.Client, notebook: Notebook) -> None:
    write_notes(notebook.notes, {"또.md": "글"})
    with write_lock(file_of(notebook.store)):
        reply = api.post("/sync")
    assert (reply.status_code, reply.json()["title"]) == (409, "Conflict")
    (notebook.notes / "또.md").unlink()
    assert api.post("/sync").status_code == 200


def test_metrics(api: httpx.Client, served: tuple[str, Backend]) -> None:
    def figures() -> dict[str, float]:
        text = httpx.get(f"{served[0]}/metrics").text
        lines = [line.rpartition(" ") for line in text.splitlines() if line[0] != "#"]
        return {name: float(value) for name, _, value in lines}

    before = figures()
    api.post("/ask", json={"question": QUESTION})
    api.post("/ask", json={"question": "프랑스의 수도는?"})
    api.post("/ask", json={"question": "?!"})
    api.post("/sync")
    grown = {name: value - before.get(name, 0) for name, value in figures().items()}
    assert grown['galpi_questions_total{found="true"}'] == 1
    assert grown['galpi_questions_total{found="false"}'] == 1
    assert grown["galpi_question_seconds_count"] == 2
    assert grown['galpi_failures_total{kind="QuestionError"}'] == 1
    assert grown["galpi_syncs_total"] == 1


def test_a_password_closes_all_but_the_health() -> None:
    def never(_: object) -> Notebook:
        pytest.fail("opened")

    with serving(never, start=False, auth="김:비:밀") as (url, _):
        paths = ("/api/v1/notes", "/api/v1/openapi.json", "/metrics", "/", "/mcp")
        for given in (None, ("김", "비"), ("kim", "비:밀")):
            auth = httpx.BasicAuth(*given) if given else None
            for path in paths:
                reply = httpx.get(url + path, auth=auth)
                assert (reply.status_code, reply.json()["title"]) == (401, "Unauthorized")
                assert reply.headers["www-authenticate"].startswith("Basic ")
        for broken in ("Basic", "Basic ???", "Bearer x", f"Basic {b64encode(b'x').decode()}"):
            assert httpx.get(url, headers={"Authorization": broken}).status_code == 401
        known = httpx.BasicAuth("김", "비:밀")
        described = httpx.get(f"{url}/api/v1/openapi.json", auth=known).json()
        assert described["components"]["securitySchemes"]["HTTPBase"]["scheme"] == "basic"
        for path in ("/healthz", "/api/v1/healthz"):
            assert httpx.get(f"{url}{path}").json() == {"phase": "opening"}
        reply = httpx.get(f"{url}/api/v1/notes", auth=known)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")
        assert reply.json()["detail"] == "Still loading; ask again in a moment."
        assert httpx.get(f"{url}/metrics", auth=known).status_code == 404  # not switched on


def test_a_thousand_at_once_are_answered_or_told_to_come_again(
    served: tuple[str, Backend], notebook: Notebook
) -> None:
    """Of what waits there is a bound, so that memory has one."""
    at_once, most, lock = 0, 0, threading.Lock()
    answer = notebook.ask(QUESTION)

    def ask(*_: Any, **__: Any) -> Any:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        return answer

    port = int(served[0].rpartition(":")[2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebook, "ask", ask)
        told = run_apart(all_at_once(port, 1_000))
    counts = Counter(status for status, _ in told)
    assert counts.keys() == {200, 503} and counts[200] >= 68
    assert most == 4
    assert httpx.get(f"{served[0]}/api/v1/notes").status_code == 200


def test_the_gate_has_room_again_after_what_failed() -> None:
    async def fill() -> None:
        gate = Gate(at_once=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await gate.run(lambda: 1 // 0)

    run_apart(fill())


def test_serve_as_a_process(tmp_path: Path) -> None:
    """Without gradio, until it is told to end."""
    write_notes(tmp_path / "data", NOTES)
    port = free_port()
    script = (
        "import atexit, sys, galpi; atexit.register(lambda: print('gradio' in sys.modules)); "
        f"sys.argv = ['galpi', 'serve', '--port', '{port}']; galpi.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:  # fmt: skip
        assert running.stderr
        assert running.stderr.readline() == f"갈피 galpi: http://127.0.0.1:{port}/api/v1\n"
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            while (phase := client.get("/healthz").json()["phase"]) != "ready":
                assert phase in ("opening", "syncing")
                time.sleep(0.1)
            assert client.get(f"/api/v1/ask?question={QUESTION}").json()["text"] == POD
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (out, err) == ("False\n", "")
    assert not list((tmp_path / ".galpi").glob("*talks*"))  # there is no page to talk on


def test_serve_without_a_store_to_open(tmp_path: Path) -> None:
    write_notes(tmp_path / "data", NOTES)
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-m", "galpi", "serve", "--port", str(free_port()), "--store", "file/x"],
        cwd=tmp_path, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("galpi: the store file/x/data.db cannot be ")
