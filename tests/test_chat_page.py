"""The page in a real browser, over the sample notes."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import BOX, CONTRAST, Tabs, ask, nameless
from conftest import write_notes
from playwright.sync_api import Page, expect

from chat.server.backend import Backend

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 됨"
MESH = "파드 이름이 `redis-0`, `redis-1`처럼 순번으로 고정"
MISS = "초콜릿 케이크는 몇 도에서 구워요?"


def test_a_citation_opens_the_note_at_its_place(page: Page) -> None:
    ask(page, POD)
    expect(page.locator("#panel .card.chosen .where b")).to_have_text("9.1.2 파드와 파드")
    expect(page.locator("#panel .note mark")).to_have_text([POD])
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    page.locator("#panel .near summary").click()
    page.locator("#panel .near .card").nth(1).click()
    expect(page.locator("#panel .card.chosen .number")).to_have_text("3")
    expect(page.locator("#panel .note.nearest mark").first).to_be_in_viewport()
    ask(page, MESH)
    page.locator("#chat .says .number").first.press("Enter")  # of the first answer
    expect(page.locator("#panel .note mark")).to_have_text([POD])
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    expect(page.locator("#panel .links .file")).to_contain_text("메시.md:30")


def test_what_is_not_in_the_notes_is_said_plainly(page: Page) -> None:
    expect(page.locator("#side")).to_be_hidden()
    ask(page, MISS)
    expect(page.locator("#chat .nothing b")).to_have_text(
        "노트에서 답을 찾지 못했습니다.", use_inner_text=True
    )
    expect(page.locator("#chat .answer")).to_contain_text("가장 가까운 곳")
    expect(page.locator("#chat .answer")).not_to_contain_text("근거")
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#chat .place").nth(1).click()
    expect(page.locator("#panel .card.chosen .number")).to_have_text("2")
    expect(page.locator("#panel .bar")).to_have_count(0)


def test_a_filter_narrows_down_and_is_offered_to_be_lifted(page: Page) -> None:
    page.select_option("#book", "러닝 리액트")
    ask(page, POD)
    expect(page.locator("#chat .nothing")).to_contain_text("책과 장 필터를 풀고")
    places = page.locator("#chat .place > span")
    expect(places).not_to_have_count(0)
    expect(places.filter(has_not_text="러닝 리액트 ›")).to_have_count(0)
    page.select_option("#book", "쿠버네티스 모범 사례")
    page.select_option("#chapters select:not([hidden])", "9")
    ask(page, POD)
    expect(page.locator("#chat .said")).to_have_text([POD])
    page.reload()
    expect(page.locator("#book")).to_have_value("쿠버네티스 모범 사례")
    expect(page.locator("#chapters select:not([hidden])")).to_have_value("9")


def test_a_conversation_stays_when_the_page_is_loaded_again_and_goes_when_a_new_one_begins(
    page: Page, tabs: Tabs
) -> None:
    ask(page, POD)
    expect(page.locator('#chat [aria-label*="<"]')).to_have_count(0)
    page.reload()
    expect(page.locator("#chat .said")).to_have_text([POD])
    expect(page.locator('#chat [aria-label*="<"]')).to_have_count(0)
    expect(page.locator("#panel .note mark")).to_have_text([POD])
    expect(tabs.open().locator("#chat .answer")).to_have_count(0)  # another tab has its own
    page.click("#new")
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#panel .card")).to_have_count(0)
    expect(page.locator("#side")).to_be_hidden()
    ask(page, MISS)
    page.reload()
    expect(page.locator("#chat .answer")).to_have_count(1)


def test_an_answer_is_copied_and_a_conversation_saved_as_markdown(page: Page) -> None:
    ask(page, POD)
    page.click('#chat a[href="#copy-1"]')
    expect(page.locator("#chat .act.done")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"> {POD} [1]\n\n[1] 쿠버네티스 모범 사례 › 9장 네트워킹")
    assert copied.endswith(
        "9.1.2 파드와 파드 (쿠버네티스 모범 사례/09-네트워킹-네트워크-보안-서비스-메시.md:30)\n"
    )
    ask(page, MISS)
    with page.expect_download() as download:
        page.click("#export")
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert saved == (
        f"# 갈피 galpi\n\n## {POD}\n\n{copied}\n"
        "## 초콜릿 케이크는 몇 도에서 구워요?\n\n노트에서 답을 찾지 못했습니다.\n"
    )


def test_thumbs_are_kept_as_questions_for_an_evaluation(
    page: Page, chat: tuple[str, Backend]
) -> None:
    ask(page, POD)
    file = chat[1].notebook.store.folder / "feedback.jsonl"
    page.click('#chat a[href="#bad-1"]')
    assert len(wait_for_lines(file, 1)) == 1
    page.click('#chat a[href="#good-1"]')
    lines = wait_for_lines(file, 2)
    expect(page.locator("#chat .act.down")).to_have_count(1)
    assert [(line["q"], line["good"], line["answer"]) for line in lines] == [
        (POD, False, POD),
        (POD, True, POD),
    ]


def wait_for_lines(file: Path, count: int) -> list[dict[str, object]]:
    for _ in range(100):
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        if len(lines) >= count:
            break
        threading.Event().wait(0.05)
    return [json.loads(line) for line in lines]


def test_a_note_that_is_added_shows_in_all_tabs_and_one_click_takes_it_in(
    page: Page, tabs: Tabs, chat: tuple[str, Backend], chat_notes: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other, (_, backend) = tabs.open(), chat
    whale = "고래는 허파로 숨을 쉬므로 물 위로 올라온다."
    write_notes(chat_notes, {"바다/01-고래.md": f"# 1장 고래\n\n## 1.1 숨\n\n{whale}\n"})
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
    ask(other, whale)
    expect(other.locator("#chat .said")).to_have_text([whale])


def test_a_note_that_changed_since_is_not_shown_as_if_it_had_not(
    page: Page, chat_notes: Path
) -> None:
    note = next(chat_notes.glob("*/12-*.md"))
    text = note.read_text(encoding="utf-8")
    hydration = next(
        line for line in text.splitlines() if "하이드레이션" in line and line[0] != "#"
    )
    hydration = hydration.strip("- ")
    ask(page, hydration)
    expect(page.locator("#chat .hint")).to_have_count(0)
    try:
        note.write_text("새 첫 줄\n" + text, encoding="utf-8")
        ask(page, hydration)
        expect(page.locator("#chat .answer").last).to_contain_text("동기화 뒤 바뀐 노트")
        expect(page.locator("#panel .hint")).to_contain_text("노트가 동기화한 뒤에 바뀌었습니다.")
        expect(page.locator("#panel .note mark").first).to_be_visible()
    finally:
        note.write_text(text, encoding="utf-8")


def test_language_and_theme_are_remembered(page: Page) -> None:
    ask(page, POD)
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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_is_easy_to_read_and_all_that_can_be_pressed_has_a_name(
    page: Page, theme: str
) -> None:
    if theme == "dark":
        page.click("#theme")
    ask(page, POD)
    ask(page, MISS)
    page.locator("#chat .says .number").first.press("Enter")
    expect(page.locator("#panel .note mark")).to_have_text([POD])
    assert page.evaluate(CONTRAST) == []
    assert nameless(page) == []


def test_keys(page: Page) -> None:
    ask(page, POD)
    box = page.locator(BOX)
    box.blur()
    page.keyboard.press("2")
    expect(page.locator("#panel .card.chosen .number")).to_have_text("2")
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    page.click("#show")
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#show")).to_be_hidden()
    box.focus()
    page.keyboard.press("1")  # in a box that is empty
    expect(box).to_have_value("")
    page.keyboard.type("a1")  # in one that is not
    expect(box).to_have_value("a1")
    box.fill("")
    box.blur()
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#panel .card.chosen .number")).to_have_text("1")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(POD)
    page.keyboard.press("ArrowUp")  # moves within what stands there
    expect(box).to_have_value(POD)
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#chat .answer")).to_have_count(1)


def test_a_phone_shows_the_evidence_as_a_sheet(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, POD)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#chat .says .number").click()
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    page.click("#close")
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#chat .more").first.click()
    expect(page.locator("#side")).to_be_visible()
    page.mouse.click(200, 100)  # beside the sheet
    expect(page.locator("#side")).to_be_hidden()


def test_what_is_wrong_with_a_question_is_told_in_a_line(page: Page) -> None:
    page.fill(BOX, "???")
    page.press(BOX, "Enter")
    expect(page.locator("#notice p")).to_have_text("질문을 입력해 주세요.", use_inner_text=True)
    expect(page.locator(BOX)).to_have_value("???")
    ask(page, POD)
    expect(page.locator("#notice p")).to_have_count(0)
