"""Notes as people keep them, shown in a real browser: each construct, each size, both languages."""

import json
import re
import struct
import zlib
from pathlib import Path

import pytest
from browsing import BOX, CONTRAST, Tabs, ask, nameless
from conftest import write_notes
from playwright.sync_api import Browser, Page, expect
from quoting import MARK

from chat.server.backend import Backend

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

LEVEL = "격리 수준은 동시에 도는 트랜잭션이 서로의 **중간 상태**를 얼마나 보는지 정한다."
ROW = "READ UNCOMMITTED | 발생 | 발생 | 발생 | 커밋되지 않은 값도 보인다"
MVCC = "MVCC는 값을 덮어쓰지 않고 새 판을 만들어 읽기가 쓰기를 막지 않게 한다."
LOST = "두 트랜잭션이 같은 값을 읽고 각각 써서 하나가 사라지는 것을 갱신 손실이라 한다."
NOTE = f"""---
title: 트랜잭션 격리 수준
tags: [db, db/transaction]
---
# 트랜잭션 격리 수준

{LEVEL}[^1] [[MVCC#PostgreSQL]] 과 [[갱신 손실|잃어버린 갱신]] %%숨긴 말%% ==밑줄==

> [!warning] 제품마다 다르다
> 기본값이 다르다.

## 네 가지 격리 수준

| 격리 수준 | Dirty Read | Non-Repeatable Read | Phantom Read | 설명 |
|---|:-:|:-:|:-:|---|
| {ROW} |
| SERIALIZABLE | 없음 | 없음 | 없음 | 차례로 돈 것과 같다 |

## 실험

- [x] 끝낸 일
- [ ] 남은 일

```python
def read(session):
    return session.scalar("SELECT 1")  # 하나
```

확률은 $p = 1 - e^{{-n^2/2m}}$ 이다.

![그림 설명](그림/격리.png) ![[격리.png|200]] ![밖](https://example.com/x.png) ![없다](없다.png)

<!-- 보이지 않는 말 --> <kbd>Ctrl</kbd>

[^1]: 성능 차이는 부하에 따라 다르다.
"""


def png(width: int, height: int) -> bytes:
    """Black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(width)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def chat_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vault") / "notes"
    long = "\n".join(f"- {n}번째 항목은 이 답을 길게 만든다" for n in range(1, 25))
    notes: dict[str, str | bytes] = {
        "개발/격리 수준.md": NOTE,
        "개발/MVCC.md": f"# MVCC\n\n{MVCC}\n\n## PostgreSQL\n\n죽은 판은 [[격리 수준]] 뒤.\n",
        "개발/갱신 손실.md": f"# 갱신 손실\n\n{LOST}\n",
        "개발/긴 목록.md": f"# 긴 목록\n\n{long}\n",
        "개발/그림/격리.png": png(300, 100),
        "책/01-첫.md": "# 1장 첫\n\n첫째 장의 글이다.\n",
        "책/02-둘.md": "# 2장 둘\n\n둘째 장의 글이다.\n",
    }
    write_notes(folder, notes)
    return folder


def test_each_construct_is_shown_as_it_looks(page: Page) -> None:
    ask(page, LEVEL)
    note = page.locator("#panel .note")
    expect(note.locator(".matter")).to_have_text("title 트랜잭션 격리 수준tags db, db/transaction")
    expect(note.locator("h4.h1")).to_have_text("트랜잭션 격리 수준")
    expect(note.locator(".callout.warning .title")).to_have_text("제품마다 다르다")
    expect(note.locator("em.lit")).to_have_text("밑줄")
    expect(note.locator(".task")).to_have_count(2)
    expect(note.locator(".task.done")).to_have_count(1)
    expect(note.locator("pre .keyword").first).to_have_text("def")
    expect(note.locator(".feet")).to_contain_text("성능 차이는")
    expect(note.locator("kbd")).to_have_text("Ctrl")
    formula = note.locator("math").bounding_box()
    assert formula and formula["width"] > 40
    assert not {"숨긴 말", "보이지 않는 말", "**", "[[", "$p"} & set(re.findall(
        r"숨긴 말|보이지 않는 말|\*\*|\[\[|\$p", note.inner_text()))  # fmt: skip
    expect(page.locator("#chat .said")).to_have_text(LEVEL.replace("**", ""))
    assert "".join(note.locator("mark").all_inner_texts()) == LEVEL.replace("**", "")


def test_pictures_of_the_folder_are_shown_and_no_others(page: Page) -> None:
    ask(page, LEVEL)
    pictures = page.locator("#panel .note img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 300)
    expect(page.locator("#panel .note a .picture")).to_contain_text("밖")
    expect(page.locator("#panel .note .picture")).to_have_count(2)


def test_links_open_the_note_in_the_panel_and_lead_back(page: Page) -> None:
    ask(page, LEVEL)
    panel = page.locator("#panel")
    panel.locator("a.wiki", has_text="MVCC").click()
    expect(panel.locator(".source header")).to_contain_text("MVCC.md")
    expect(panel.locator(".note mark")).to_have_text("PostgreSQL")
    panel.locator("a.wiki", has_text="격리 수준").click()
    expect(panel.locator(".note")).to_contain_text("네 가지 격리 수준")
    for seen in ("MVCC는 값을", LEVEL[:10]):
        panel.locator('a[href="#back"]').click()
        expect(panel.locator(".note")).to_contain_text(seen)
    expect(panel.locator(".card.chosen")).to_have_count(1)


def test_a_row_stands_below_its_head_and_tables_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, ROW)
    table = page.locator("#chat .said .table")
    expect(table.locator("th").first).to_have_text("격리 수준")
    expect(table.locator("tbody tr")).to_have_count(1)
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    cell = table.locator("td").first.bounding_box()
    assert cell and cell["height"] < 46  # on one line
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#chat .says .number").click()
    cell = page.locator("#panel td", has_text="READ UNCOMMITTED").bounding_box()
    assert cell and cell["height"] < 46


def test_the_first_source_is_open_and_its_question_in_view(page: Page) -> None:
    for _ in range(2):
        ask(page, LEVEL)
    ask(page, MARK.join([MVCC, LOST, "1번째 항목은 이 답을 길게 만든다"]))
    answer = page.locator("#chat .answer").last
    expect(answer.locator(".said").first).to_have_text(MVCC)
    expect(answer.locator(".said").first).to_be_in_viewport(ratio=1)
    expect(page.locator("#chat .question").last).to_be_in_viewport(ratio=1)
    expect(answer.locator(".said").nth(1)).to_be_hidden()
    answer.locator(".more-sources > summary").click()
    expect(answer.locator(".said").nth(1)).to_have_text(LOST)
    expect(answer.locator(".around .quote").first).to_be_hidden()
    answer.locator(".around > summary").first.click()
    expect(answer.locator(".around mark").first).to_have_text(MVCC)


def test_a_long_answer_is_shown_from_its_question_on(page: Page) -> None:
    ask(page, LEVEL)
    page.set_viewport_size({"width": 1280, "height": 600})
    ask(page, "\n".join(f"- {n}번째 항목은 이 답을 길게 만든다" for n in range(1, 12)))
    expect(page.locator("#chat .question").last).to_be_in_viewport()
    expect(page.locator("#chat .answer").last.locator("li").first).to_be_in_viewport()


def test_other_sentences_are_one_press_away_and_the_pick_is_kept(
    page: Page, chat: tuple[str, Backend]
) -> None:
    ask(page, LEVEL)
    page.click('#chat a[href="#other-1"]')
    others = page.locator("#chat .others .says")
    expect(others.first).to_be_in_viewport()
    count = others.count()
    assert 1 <= count <= 3
    page.click('#chat a[href="#other-1"]')
    expect(page.locator("#chat .others .said, #chat .others .hint").nth(count + 1)).to_be_visible()
    picked = others.first.locator(".said").inner_text()
    others.first.locator(".pick").click()
    expect(others.first.locator(".pick")).to_have_attribute("aria-pressed", "true")
    page.click('#chat a[href="#bad-1"]')
    expect(page.locator('#chat a[href="#bad-1"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('#chat a[href="#good-1"]')).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(others.first.locator(".pick.down")).to_have_count(1)
    lines = (chat[1].notebook.store.folder / "feedback.jsonl").read_text(encoding="utf-8")
    first, second = (json.loads(line) for line in lines.splitlines())
    assert (first["q"], first["good"], second["good"]) == (LEVEL, True, False)
    assert picked.split()[0] in re.sub(r"[*`\[\]=]", "", first["answer"])
    assert second["answer"] == LEVEL


@pytest.mark.parametrize(
    ("width", "beside"), [(1920, True), (1280, True), (820, True), (700, False)]
)
def test_sizes(page: Page, width: int, beside: bool) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    ask(page, LEVEL)
    side = page.locator("#side")
    if not beside:
        expect(side).to_be_hidden()
        page.locator("#chat .says .number").click()
    expect(side).to_be_visible()
    box, talk = side.bounding_box(), page.locator("#talk").bounding_box()
    assert box and talk
    assert (box["x"] >= talk["x"] + talk["width"] - 1) == beside
    widths = page.locator(".said, .note > p").evaluate_all(
        "all => all.map(e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize))"
    )
    assert 0 < max(widths) <= 46
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_chapter_is_asked_for_once_there_is_a_book_with_chapters(page: Page) -> None:
    expect(page.locator("#chapters")).to_be_hidden()
    page.select_option("#book", "개발")
    expect(page.locator("#chapters")).to_be_hidden()
    page.select_option("#book", "책")
    expect(page.locator("#chapters")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#filters label").nth(1)).to_contain_text("장")
    expect(page.locator("#filters label").nth(1).locator(".ko")).to_be_visible()


FRAME = "#top, #scope, #keys, #welcome h2, #welcome p, .facts, .around > summary, #side-head"
NAMED = "[title], [placeholder], [aria-label]"


def words(page: Page) -> str:
    """All that galpi itself says: texts, tooltips, names."""
    visible = "all => all.filter(e => e.checkVisibility())"
    seen = page.locator(FRAME).evaluate_all(
        f"({visible}.flatMap(e => [...e.querySelectorAll('*')])"
        ".filter(e => e.checkVisibility() && !e.closest('select, .spoken'))"
        ".flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data)))"
    )
    names = page.locator(NAMED).evaluate_all(
        f"({visible}.filter(e => e.closest('#top, #talk, #side'))"
        ".flatMap(e => ['title', 'placeholder', 'aria-label'].map(a => e.getAttribute(a) ?? '')))"
    )
    return "\n".join(text for text in [*seen, *names] if text.strip())


@pytest.mark.parametrize(
    ("locale", "language"), [("ko-KR", "ko"), ("en-GB", "en"), ("de-DE", "en")]
)
def test_the_page_speaks_the_language_of_the_browser(
    browser: Browser, chat: tuple[str, Backend], locale: str, language: str
) -> None:
    with browser.new_context(locale=locale, reduced_motion="reduce") as context:
        page = Tabs(context, chat[0]).open()
        expect(page.locator("html")).to_have_attribute("lang", language)
        told = words(page)
        ask(page, LEVEL)
        page.locator("#panel .note").wait_for()
        told += words(page)
        page.fill(BOX, "??")
        page.press(BOX, "Enter")
        expect(page.locator("#notice p")).to_have_count(1)
        told += page.locator("#notice p").inner_text()
    told = re.sub(r"한국어|갈피|galpi|\bEN\b|Enter|Esc|ms|Obsidian", "", told)
    assert not re.search("[A-Za-z]{2}" if language == "ko" else "[가-힣]", told), told


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_of_a_note_is_easy_to_read(page: Page, theme: str) -> None:
    if theme == "dark":
        page.click("#theme")
    ask(page, LEVEL)
    page.locator("#chat .around summary").click()
    page.click('#chat a[href="#other-1"]')
    page.locator("#chat .others .pick").first.click()
    expect(page.locator("#chat .pick.down")).to_have_count(1)
    assert page.evaluate(CONTRAST) == []
    assert nameless(page) == []


def test_a_page_that_is_loaded_again_shows_the_last_question(page: Page) -> None:
    for sentence in (LEVEL, MVCC, LOST, MVCC, LEVEL):
        ask(page, sentence)
    page.reload()
    expect(page.locator("#chat .question").last).to_be_in_viewport(ratio=1)
    expect(page.locator("#chat .said").last).to_be_in_viewport()
