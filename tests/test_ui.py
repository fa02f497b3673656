"""The browser chat, in a real browser, over real notes."""

import asyncio
import gc
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)

import ui
from index.errors import FolderError
from qa import Answer, Citation, Hit, Notebook, Span

# gradio leaves these open: an event loop for each of its locks, and its probe of a port in use
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 된다."
LIMIT = "A container that exceeds its memory limit is killed with exit code 137."
SCRIPT = "노트에 적힌 <script>alert('x')</script> 문자열은 실행되지 않고 그대로 보여야 한다."
HOSTILE = (
    "<img src=x onerror=alert(1)> <pod-name> ${document.title} {{value}} `\\users` $$x$$ **굵게** "
    "<img src=http://evil.test/x.png>"
)
NOTES = {
    "쿠버네티스 모범 사례/09-네트워킹.md": (
        "# 9장 네트워킹\n\n## 9.1 파드와 파드\n\n"
        f"모든 파드는 NAT 없이 통신한다. {POD} 서비스 이름으로 접근한다.\n\n"
        "## 9.2 플러그인\n\n쿠버네티스는 네트워크를 직접 구현하지 않고 플러그인에 맡긴다.\n"
    ),
    "Field Guide/03-workloads.md": (
        "# Chapter 3 Workloads\n\n## 3.5 Resource limits\n\n"
        f"Requests decide where a Pod is scheduled. {LIMIT}\n"
    ),
    "보안/03-입력-검증.md": f"# 3장 입력 검증\n\n## 3.1 스크립트 삽입\n\n{SCRIPT} {HOSTILE}\n",
}

HIT = Hit(
    text="a < b\r\n\tc & d", score=1.0, rank=1, path="책/1.md", start=10, end=23, line=4,
    end_line=5, book="책", chapter=1, title="장", headings=(), label="책 › 1장 <장>",
)  # fmt: skip
ANSWER = Answer(
    question="?", found=True, text="c & d", spans=(Span("c & d", 18, 23, 5, 1),),
    citations=(Citation(1, HIT.label, HIT.path, 5, None),), confidence=0.875, hits=(HIT,),
    seconds=0.0124,
)  # fmt: skip


def test_an_answer_is_its_passage_with_the_span_marked_and_its_source() -> None:
    assert ui.answer_html(ANSWER) == (
        '<div class="answer"><div class="text">a &lt; b&#10;&#9;<mark>c &amp; d</mark>'
        '<b class="number">1</b></div><ol><li><b class="number">1</b> 책 › 1장 &lt;장&gt; '
        '<span class="small">(5행 · line 5)</span></li></ol>'
        '<p class="small">확신 confidence 88% · 12 ms</p></div>'
    )


def test_spans_of_one_section_share_its_number_and_stand_in_the_order_of_the_note() -> None:
    other = replace(HIT, text="e. f.", rank=2, path="책/2.md", start=0, end=5, label="책 › 2장")
    answer = replace(
        ANSWER,
        spans=(Span("f.", 3, 5, 4, 2), Span("c & d", 18, 23, 5, 1), Span("e.", 0, 2, 4, 2)),
        citations=(
            Citation(1, "책 › 2장", "책/2.md", 4, None),
            Citation(2, HIT.label, HIT.path, 5, None),
        ),
        hits=(HIT, other),
    )
    assert (
        '<div class="answer"><div class="text"><mark>e.</mark><b class="number">1</b> '
        '<mark>f.</mark><b class="number">1</b></div><div class="text">a &lt; b&#10;&#9;'
        '<mark>c &amp; d</mark><b class="number">2</b></div>'
    ) in ui.answer_html(answer)


def test_passages_are_numbered_by_rank_and_say_where_they_are() -> None:
    assert ui.passages_html(ANSWER) == (
        '<article class="passage"><h3><b class="number">1</b> 책 › 1장 &lt;장&gt;</h3>'
        '<p class="small">책/1.md:4</p>'
        '<div class="text">a &lt; b&#10;&#9;<mark>c &amp; d</mark></div></article>'
    )


def test_the_question_before_and_notes_that_changed_are_told() -> None:
    html = ui.answer_html(replace(ANSWER, context="<앞>", stale=("책/1.md",)))
    assert html.startswith(
        '<div class="answer"><p class="small">앞 질문과 함께 찾음 · searched together with: '
        '&lt;앞&gt;</p><p class="small">동기화 뒤 바뀐 노트 · changed since last sync: 책/1.md</p>'
    )


@pytest.fixture(scope="module", autouse=True)
def gradio_leftovers() -> Iterator[None]:
    """They are collected here, where that is no error."""
    yield
    asyncio.set_event_loop(None)
    gc.collect()


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    folder = tmp_path_factory.mktemp("ui")
    for path, text in NOTES.items():
        note = folder / "notes" / path
        note.parent.mkdir(parents=True)
        note.write_text(text, encoding="utf-8")
    notebook = Notebook.open(folder / "notes")
    yield notebook
    notebook.close()


@pytest.fixture(scope="module")
def url(notebook: Notebook) -> Iterator[str]:
    demo = ui.build(lambda: notebook)
    yield ui.launch(demo, port=free_port())
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Fails the test for a call to another host, a dialog, or an error on the page."""
    troubles: list[str] = []
    with browser.new_context(locale="ko-KR", reduced_motion="reduce") as context:
        page = context.new_page()
        watch(page, url, troubles)
        page.goto(url, wait_until="domcontentloaded")  # the page never stops listening to events
        page.wait_for_selector("#question textarea")
        yield page
    assert troubles == []


def watch(page: Page, url: str, troubles: list[str]) -> None:
    def on_request(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            troubles.append(f"request to {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"console: {message.text}")

    def on_dialog(dialog: Dialog) -> None:
        troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: troubles.append(f"page error: {error}"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def ask(page: Page, question: str) -> None:
    before = page.locator("#chat .answer").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer")).to_have_count(before + 1)
    expect(page.locator("#question textarea")).to_have_value("")


def test_a_korean_question_is_answered_by_the_marked_sentence(page: Page) -> None:
    ask(page, "파드 IP는 왜 직접 적어 두고 쓰면 안 되나요?")
    expect(page.locator("#chat mark").first).to_have_text(POD)
    expect(page.locator("#chat .answer li").first).to_have_text(
        "1 쿠버네티스 모범 사례 › 9장 네트워킹 › 9.1 파드와 파드 (5행 · line 5)"
    )
    first = page.locator("#passages .passage").first
    expect(first.locator(".small")).to_have_text("쿠버네티스 모범 사례/09-네트워킹.md:5")
    expect(first.locator(".text")).to_contain_text("모든 파드는 NAT 없이 통신한다.")
    expect(first.locator("mark")).to_have_text(POD)


def test_an_english_question_is_answered(page: Page) -> None:
    ask(page, "Why is a container killed with exit code 137?")
    expect(page.locator("#chat mark").first).to_have_text(LIMIT)


def test_what_is_not_in_the_notes_is_said_plainly(page: Page) -> None:
    ask(page, "초콜릿 케이크는 몇 도에서 구워요?")
    expect(page.locator("#chat .answer")).to_contain_text("노트에서 답을 찾지 못했습니다.")
    expect(page.locator("#chat .answer")).to_contain_text("Not in your notes.")
    expect(page.locator("#chat .answer")).to_contain_text("관련 있을 수 있는 곳")
    expect(page.locator("#chat mark")).to_have_count(0)


def test_hostile_notes_are_shown_as_they_are_written(page: Page) -> None:
    ask(page, "노트에 적힌 script 문자열은 실행되지 않고 그대로 보여야 하나?")
    expect(page.locator("#chat mark").first).to_have_text(SCRIPT)
    for place in ("#chat .answer .text", "#passages .passage .text"):
        expect(page.locator(place).first).to_contain_text(HOSTILE)
        expect(page.locator(f"{place} :is(script, img, svg, iframe, strong)")).to_have_count(0)


def test_a_hostile_question_is_shown_as_it_was_asked(page: Page) -> None:
    question = f"<script>alert(1)</script> {HOSTILE}\n    kind: Pod\n\t탭"
    ask(page, question)
    assert page.locator("#chat .user .text").text_content() == question  # white space and all


def test_a_follow_up_is_searched_with_the_question_before(page: Page) -> None:
    ask(page, "파드 IP는 왜 바뀌나요?")
    ask(page, "그럼 그건 무엇으로 접근해?")
    expect(page.locator("#chat .answer").last).to_contain_text(
        "searched together with: 파드 IP는 왜 바뀌나요?"
    )


def test_an_emptied_chat_forgets_its_questions(page: Page) -> None:
    ask(page, "파드 IP는 왜 바뀌나요?")
    page.locator("#chat .icon-button-wrapper button").first.click()
    expect(page.locator("#passages .passage")).to_have_count(0)
    ask(page, "그럼 그건 무엇으로 접근해?")
    expect(page.locator("#chat .answer")).to_have_count(1)
    expect(page.locator("#chat .answer")).not_to_contain_text("searched together with")


def test_an_empty_question_is_refused_in_one_line(page: Page) -> None:
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("the question is empty")
    expect(page.locator("#chat .answer")).to_have_count(0)
    ask(page, "파드란?")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_enter_that_ends_a_syllable_does_not_send_the_question(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    page.click("#question textarea")
    devtools.send("Input.insertText", {"text": "파드란 무엇인가"})
    composing = {"text": "요", "selectionStart": 1, "selectionEnd": 1}
    devtools.send("Input.imeSetComposition", composing)
    key = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", key)
    devtools.send("Input.insertText", {"text": "요"})
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer")).to_have_count(1)
    expect(page.locator("#chat .user .text")).to_have_text(["파드란 무엇인가요"])
    expect(page.locator("#question textarea")).to_have_value("")


def test_ask_is_the_only_endpoint(url: str) -> None:
    info = httpx.get(f"{url}/gradio_api/info").json()
    assert (list(info["named_endpoints"]), info["unnamed_endpoints"]) == (["/ask"], {})


def test_programs_get_the_answer_as_json(url: str, notebook: Notebook) -> None:
    # Without download_files=False the client takes every "path" for a file to fetch.
    client = Client(url, verbose=False, analytics_enabled=False, download_files=False)
    answer = client.predict("파드 IP는 왜 바뀌나요?", 2, api_name="/ask")
    expected = notebook.ask("파드 IP는 왜 바뀌나요?", k=2).to_dict()
    assert as_json(answer) == as_json(expected)


def as_json(answer: dict[str, object]) -> str:
    return httpx.Request("POST", "http://x", json={**answer, "seconds": 0}).content.decode()


@pytest.mark.parametrize(
    ("question", "k", "message"),
    [("", 5, "question is empty"), ("가" * 1001, 5, "1,001 characters"), ("파드", 0, "k is 0")],
)
def test_programs_get_errors_in_one_line(url: str, question: str, k: int, message: str) -> None:
    reply = httpx.post(f"{url}/gradio_api/run/ask", json={"data": [question, k]})
    assert reply.status_code == 500
    assert message in reply.json()["error"]
    assert "Traceback" not in reply.text


def test_only_its_own_host_name_is_answered(url: str) -> None:
    assert httpx.get(url, headers={"Host": "evil.test"}).status_code == 400
    own = httpx.get(url)
    assert own.status_code == 200
    assert own.headers["content-security-policy"].startswith("default-src 'self';")


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(ui.UiError, match=f"port {port} of 127.0.0.1 is taken"):
            ui.serve(lambda: pytest.fail("opened"), port=port)


def test_the_page_is_there_while_the_notebook_opens_and_goes_when_it_cannot() -> None:
    port, opening, fail = free_port(), threading.Event(), threading.Event()

    def open_notebook() -> Notebook:
        opening.set()
        fail.wait(30)
        raise FolderError("no folder")

    with ThreadPoolExecutor(1) as threads:
        served = threads.submit(ui.serve, open_notebook, port=port)
        assert opening.wait(30)
        url = f"http://127.0.0.1:{port}"
        reply = httpx.post(f"{url}/gradio_api/run/ask", json={"data": ["파드?", 5]})
        fail.set()
        assert "준비 중입니다" in reply.json()["error"]
        assert isinstance(served.exception(30), FolderError)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
