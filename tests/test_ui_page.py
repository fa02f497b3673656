"""The page in a real browser, over the sample notes, a few of whose neighbours are hostile."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import write_notes
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)
from serving import served

from chat.backend import Backend
from qa import Notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

DATA = Path(__file__).parents[1] / "data"
CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
KOREAN = "파드 IP는 왜 직접 적어 두고 쓰면 안 되나요?"
POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 됨"
ENGLISH = "What does a default deny network policy do?"
BOX = "#question textarea"

# Each must be seen as it was written, in a note and in a question, and nothing may come of it.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=http://evil.test/x.png>",
    "![그림](http://evil.test/x.png)",
    "<svg onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<input autofocus onfocus=alert(1)>",
    "<meta http-equiv=refresh content='0;url=http://evil.test'>",
    "<form action=http://evil.test><button>보내기</button></form>",
    "<video src=http://evil.test/x.mp4 autoplay></video>",
    "<div style='position:fixed;inset:0;background:red'>덮개</div>",
    "<style>body { display: none }</style>",
    "<a href='javascript:alert(1)'>눌러</a>",
    "[눌러](javascript:alert(1))",
    "[눌러](data:text/html,<script>alert(1)</script>)",
    "${document.title} ${alert(1)}",
    "{{value}} {{#if x}}y{{/if}} {% x %}",
    "</mark></div></a> 밖으로",
    "kubectl get pod <pod-name> -n <네임스페이스>",
    "$$x^2$$ 그리고 \\(y\\) 와 $5",
    "앞\u202e뒤집힌 글\u202c 끝",
    "<!-- 주석 --> 뒤",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "C:\\users\\${HOME} `\\u0041`",
    "#cite-1-1 <a class=cite href=#cite-1-1>1</a>",
]


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "notes"
    shutil.copytree(DATA, folder)
    hostile = {
        f"적대적인 노트/{n:02}-함정.md": f"# {n}장 함정\n\n표식{n}은 {text} 이다.\n"
        for n, text in enumerate(HOSTILE, start=1)
    }
    write_notes(folder, hostile)
    return folder


@pytest.fixture(scope="module")
def chat(notes: Path) -> Iterator[tuple[str, Backend]]:
    with served(lambda progress: Notebook.open(notes, progress=progress)) as found:
        yield found


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
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(
        locale="ko-KR", reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    ) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@pytest.fixture
def opened(context: BrowserContext, chat: tuple[str, Backend]) -> Iterator[Callable[[], Page]]:
    """Opens a tab. A call to another host, a dialog or an error on a page fails the test."""
    troubles: list[str] = []

    def open_tab() -> Page:
        page = context.new_page()
        watch(page, chat[0], troubles)
        visit(page, chat[0])
        return page

    yield open_tab
    assert troubles == []


@pytest.fixture
def page(opened: Callable[[], Page]) -> Page:
    return opened()


def visit(page: Page, url: str) -> None:
    page.goto(url, wait_until="domcontentloaded")  # the page never stops listening to events
    page.wait_for_selector(BOX)
    page.wait_for_function("document.activeElement?.tagName === 'TEXTAREA'")  # all is loaded


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


def ask(page: Page, question: str) -> None:
    before = page.locator("#chat .answer").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    expect(page.locator("#chat .answer")).to_have_count(before + 1)
    expect(page.locator(BOX)).to_have_value("")


def test_a_korean_question_is_answered_by_the_marked_sentence(page: Page) -> None:
    ask(page, KOREAN)
    expect(page.locator("#chat mark")).to_have_text(POD)
    expect(page.locator("#chat .place").first).to_have_text(
        "1쿠버네티스 모범 사례 › 9장 네트워킹, 네트워크 보안, 서비스 메시 › "
        "9.1 쿠버네티스 네트워크 원칙 › 9.1.2 파드와 파드"
    )
    expect(page.locator("#chat .level")).to_have_text("일치 높음", use_inner_text=True)
    expect(page.locator("#panel .card.chosen .where b")).to_have_text("9.1.2 파드와 파드")
    expect(page.locator("#panel .note mark")).to_have_text(POD)
    expect(page.locator("#panel .note h4").first).to_contain_text("9장 네트워킹")


def test_an_english_question_is_answered(page: Page) -> None:
    ask(page, ENGLISH)
    expect(page.locator("#panel .card.chosen")).to_contain_text("9.5 네트워크 보안 정책")
    expect(page.locator("#chat mark").first).to_contain_text("deny")


def test_a_citation_opens_the_note_at_its_place(page: Page) -> None:
    ask(page, KOREAN)
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    page.locator("#panel .card").nth(3).click()
    expect(page.locator("#panel .card.chosen .number")).to_have_text("4")
    expect(page.locator("#panel .note mark").first).to_be_in_viewport()
    ask(page, "서비스 메시란 무엇인가?")
    page.locator("#chat .quote .number").first.press("Enter")  # of the first answer
    expect(page.locator("#panel .note mark")).to_have_text(POD)
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    expect(page.locator("#panel .links .file")).to_contain_text("메시.md:30")


def test_what_is_not_in_the_notes_is_said_plainly(page: Page) -> None:
    ask(page, "초콜릿 케이크는 몇 도에서 구워요?")
    expect(page.locator("#chat .nothing b")).to_have_text(
        "노트에서 답을 찾지 못했습니다.", use_inner_text=True
    )
    expect(page.locator("#chat .answer")).to_contain_text("관련 있을 수 있는 곳")
    expect(page.locator("#chat mark")).to_have_count(0)
    page.locator("#chat .place").nth(1).click()
    expect(page.locator("#panel .card.chosen .number")).to_have_text("2")


def test_a_filter_narrows_down_and_is_offered_to_be_lifted(page: Page) -> None:
    page.select_option("#book", "러닝 리액트")
    ask(page, KOREAN)
    expect(page.locator("#chat .nothing")).to_contain_text("책과 장 필터를 풀고")
    for above in page.locator("#panel .where span").all_inner_texts():
        assert above.startswith("러닝 리액트")
    page.select_option("#book", "쿠버네티스 모범 사례")
    page.select_option("#chapters select:not([hidden])", "9")
    ask(page, KOREAN)
    expect(page.locator("#chat mark")).to_have_text(POD)
    page.reload()
    expect(page.locator("#book")).to_have_value("쿠버네티스 모범 사례")
    expect(page.locator("#chapters select:not([hidden])")).to_have_value("9")


def test_a_follow_up_is_searched_with_the_question_before(page: Page) -> None:
    ask(page, "서비스 메시란 무엇인가?")
    ask(page, "그럼 그건 언제 필요해?")
    expect(page.locator("#chat .answer").last.locator(".hint").first).to_have_text(
        "앞 질문과 함께 찾음: 서비스 메시란 무엇인가?", use_inner_text=True
    )


def test_a_conversation_stays_when_the_page_is_loaded_again_and_goes_when_a_new_one_begins(
    page: Page, opened: Callable[[], Page]
) -> None:
    ask(page, KOREAN)
    page.reload()
    expect(page.locator("#chat mark")).to_have_text(POD)
    expect(page.locator("#panel .note mark")).to_have_text(POD)
    expect(opened().locator("#chat .answer")).to_have_count(0)  # another tab has its own
    page.click("#new")
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#panel .card")).to_have_count(0)
    ask(page, "그럼 그건 언제 필요해?")
    expect(page.locator("#chat .answer")).not_to_contain_text("앞 질문과 함께 찾음")
    page.reload()
    expect(page.locator("#chat .answer")).to_have_count(1)


def test_an_example_is_a_question_that_is_answered(page: Page) -> None:
    examples = page.locator("#welcome .examples button")
    expect(examples).to_have_count(4)
    first = examples.first.inner_text()
    examples.first.click()
    expect(page.locator("#chat .question")).to_have_text(first)
    expect(page.locator("#chat mark").first).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()


def test_an_answer_is_copied_and_a_conversation_saved_as_markdown(page: Page) -> None:
    ask(page, KOREAN)
    page.click('#chat a[href="#copy-1"]')
    expect(page.locator("#chat .act.done")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"> {POD} [1]\n\n[1] 쿠버네티스 모범 사례 › 9장 네트워킹")
    assert copied.endswith(
        "9.1.2 파드와 파드 (쿠버네티스 모범 사례/09-네트워킹-네트워크-보안-서비스-메시.md:30)\n"
    )
    ask(page, "초콜릿 케이크는?")
    with page.expect_download() as download:
        page.click("#export")
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert saved == (
        f"# 갈피 galpi\n\n## {KOREAN}\n\n{copied}\n"
        "## 초콜릿 케이크는?\n\n노트에서 답을 찾지 못했습니다. · Not in your notes.\n"
    )


def test_thumbs_are_kept_as_questions_for_an_evaluation(
    page: Page, chat: tuple[str, Backend]
) -> None:
    ask(page, KOREAN)
    file = chat[1].notebook.store.folder / "feedback.jsonl"
    page.click('#chat a[href="#bad-1"]')
    assert len(wait_for_lines(file, 1)) == 1
    page.click('#chat a[href="#good-1"]')
    lines = wait_for_lines(file, 2)
    expect(page.locator("#chat .act.done")).to_have_count(1)
    assert [(line["q"], line["good"], line["answer"]) for line in lines] == [
        (KOREAN, False, POD),
        (KOREAN, True, POD),
    ]


def wait_for_lines(file: Path, count: int) -> list[dict[str, object]]:
    for _ in range(100):
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        if len(lines) >= count:
            break
        threading.Event().wait(0.05)
    return [json.loads(line) for line in lines]


def test_a_note_that_is_added_shows_in_all_tabs_and_one_click_takes_it_in(
    page: Page, opened: Callable[[], Page], chat: tuple[str, Backend], notes: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other, (_, backend) = opened(), chat
    whale = "고래는 허파로 숨을 쉬므로 물 위로 올라온다."
    write_notes(notes, {"바다/01-고래.md": f"# 1장 고래\n\n## 1.1 숨\n\n{whale}\n"})
    for tab in (page, other):
        expect(tab.locator("#line .warn")).to_contain_text("노트가 바뀌었습니다", timeout=10_000)
    half_way, go_on, sync = threading.Event(), threading.Event(), backend.notebook.sync

    def slow_sync(progress: Callable[[int, int], None]) -> object:
        progress(1, 2)
        half_way.set()
        go_on.wait(30)
        return sync(progress)

    monkeypatch.setattr(backend.notebook, "sync", slow_sync)
    page.click("#update")
    assert half_way.wait(10)
    for tab in (page, other):
        expect(tab.locator("#line progress")).to_have_attribute("value", "1", timeout=10_000)
    page.reload()
    expect(page.locator("#line progress")).to_have_attribute("max", "2")
    expect(page.locator("#line")).to_contain_text("노트 1/2")
    go_on.set()
    for tab in (page, other):
        expect(tab.locator("#line .ok")).to_be_visible(timeout=10_000)
        expect(tab.locator("#book option", has_text="바다")).to_have_count(1)
    ask(other, "고래는 왜 물 위로 올라오나?")
    expect(other.locator("#chat mark")).to_have_text(whale)


def test_a_note_that_changed_since_is_not_shown_as_if_it_had_not(page: Page, notes: Path) -> None:
    note = next(notes.glob("*/12-*.md"))
    text = note.read_text(encoding="utf-8")
    ask(page, "하이드레이션이란?")
    expect(page.locator("#chat .hint")).to_have_count(0)
    try:
        note.write_text("새 첫 줄\n" + text, encoding="utf-8")
        ask(page, "하이드레이션이란 무엇인가?")
        expect(page.locator("#chat .answer").last).to_contain_text("동기화 뒤 바뀐 노트")
        expect(page.locator("#panel .hint")).to_contain_text("노트가 동기화한 뒤에 바뀌었습니다.")
        expect(page.locator("#panel .note mark").first).to_be_visible()
    finally:
        note.write_text(text, encoding="utf-8")


def test_language_and_theme_are_remembered(page: Page) -> None:
    ask(page, KOREAN)
    page.click("#language")
    expect(page.locator("#chat .level")).to_have_text("strong match", use_inner_text=True)
    expect(page.locator(BOX)).to_have_attribute("placeholder", "Ask about your notes")
    expect(page.locator("#book option").first).to_have_text("All")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.querySelector('#top')).backgroundColor")
    page.reload()
    page.wait_for_selector("#chat .answer")
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("#update")).to_have_text("Update", use_inner_text=True)
    now = page.evaluate("getComputedStyle(document.querySelector('#top')).backgroundColor")
    assert now == dark == "rgb(25, 29, 41)"


def test_keys(page: Page) -> None:
    ask(page, KOREAN)
    box = page.locator(BOX)
    box.blur()
    page.keyboard.press("2")
    expect(page.locator("#panel .card.chosen .number")).to_have_text("2")
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#panel .card.chosen .number")).to_have_text("1")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(KOREAN)
    page.keyboard.press("ArrowUp")  # moves within what stands there
    expect(box).to_have_value(KOREAN)
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#chat .answer")).to_have_count(1)


def test_a_phone_shows_the_evidence_as_a_sheet(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, KOREAN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#chat .quote .number").click()
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    page.click("#close")
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#chat .more").click()
    expect(page.locator("#side")).to_be_visible()
    page.mouse.click(200, 100)  # beside the sheet
    expect(page.locator("#side")).to_be_hidden()


def test_what_is_wrong_with_a_question_is_told_in_a_line(page: Page) -> None:
    page.fill(BOX, "???")
    page.press(BOX, "Enter")
    expect(page.locator("#notice")).to_contain_text("질문을 고쳐 주세요.")
    expect(page.locator("#notice")).to_contain_text("the question is empty")
    expect(page.locator(BOX)).to_have_value("???")
    ask(page, KOREAN)
    expect(page.locator("#notice p")).to_have_count(0)


def test_enter_that_ends_a_syllable_does_not_send_the_question(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    page.click(BOX)
    devtools.send("Input.insertText", {"text": "파드란 무엇인가"})
    composing = {"text": "요", "selectionStart": 1, "selectionEnd": 1}
    devtools.send("Input.imeSetComposition", composing)
    key = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", key)
    page.wait_for_timeout(300)
    expect(page.locator("#chat .question")).to_have_count(0)
    devtools.send("Input.insertText", {"text": "요"})
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question")).to_have_text(["파드란 무엇인가요"])
    expect(page.locator(BOX)).to_have_value("")
    page.wait_for_timeout(300)
    expect(page.locator("#chat .question")).to_have_count(1)


def test_hostile_notes_are_shown_as_they_are_written(page: Page) -> None:
    page.select_option("#book", "적대적인 노트")
    for number, text in enumerate(HOSTILE, start=1):
        page.select_option("#chapters select:not([hidden])", str(number))
        ask(page, f"표식{number}은 무엇인가?")
        for place in (page.locator("#chat .quote").last, page.locator("#panel .note")):
            shown = " ".join((place.text_content() or "").split())
            assert plain(text) in shown
    assert_nothing_ran(page)


def test_hostile_questions_are_shown_as_they_were_asked(page: Page) -> None:
    for text in HOSTILE:
        ask(page, f"표식 {text}\n    들여쓴 줄\n\t탭")
    shown = [q.text_content() for q in page.locator("#chat .question").all()]
    assert shown == [f"표식 {text}\n    들여쓴 줄\n\t탭" for text in HOSTILE]
    assert_nothing_ran(page)


def plain(text: str) -> str:
    """As it is shown: code without its marks."""
    return " ".join(text.replace("`", "").split())


def assert_nothing_ran(page: Page) -> None:
    """The page's own watch looks for dialogs, requests and errors."""
    places = "#chat .answer, #chat .question, #panel"
    strange = "script, img, svg, iframe, style, form, input, video, details, meta, [style*=fixed]"
    assert page.locator(places).locator(strange).count() == 0
    links = page.locator(places).locator("a").all()
    kinds = {
        (link.get_attribute("href") or "").partition(":")[0].partition("-")[0] for link in links
    }
    assert kinds <= {"#cite", "#copy", "#good", "#bad", "vscode"}
    expect(page.locator("#top")).to_be_visible()


def test_an_empty_folder_is_explained_and_filled(context: BrowserContext, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    with served(lambda progress: Notebook.open(folder, progress=progress)) as (url, _):
        page = context.new_page()
        visit(page, url)
        expect(page.locator("#welcome h2")).to_contain_text("아직 노트가 없습니다")
        expect(page.locator("#welcome")).to_contain_text(f"{folder} does not exist")
        page.fill(BOX, "파드란?")
        page.press(BOX, "Enter")
        expect(page.locator("#notice")).to_contain_text("아직 노트가 없습니다.")
        write_notes(
            folder, {"책/01-파드.md": f"# 1장 파드\n\n{POD}\n\n## 1.1 볼륨\n\n볼륨은 남는다.\n"}
        )
        page.click("#update")
        expect(page.locator("#line .ok")).to_be_visible(timeout=15_000)
        ask(page, KOREAN)
        expect(page.locator("#chat mark")).to_have_text(POD)
