"""The notes at hand in a real browser: the list, the search, the map, and notes that are added."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import CONTRAST, ask, nameless
from conftest import DATA, write_notes
from playwright.sync_api import FilePayload, Page, expect
from serving import served

from bench.making import zipped
from chat.server.backend import Backend
from qa import Notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

MESH = "서비스 메시란 무엇인가?"
WHALE = "# 고래\n\n## 숨\n\n고래는 허파로 숨을 쉬므로 물 위로 올라온다.\n\n[[새]]\n"


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Backend]]:
    """Over a notebook as it is, since what is near has to be found."""
    notes = tmp_path_factory.mktemp("browsing") / "notes"
    shutil.copytree(DATA, notes)
    with served(lambda progress: Notebook.open(notes, progress=progress)) as found:
        yield found


@pytest.fixture
def folder(chat: tuple[str, Backend]) -> Path:
    return chat[1].notebook.notes


def ready(page: Page) -> Page:
    expect(page.locator("#rail .tree details")).not_to_have_count(0)
    return page


def test_the_list_opens_notes_at_their_headings_and_leads_back_and_forward(page: Page) -> None:
    ready(page)
    expect(page.locator("#rail summary")).to_have_text(["러닝 리액트1", "쿠버네티스 모범 사례9"])
    page.locator("#rail .leaf", has_text="리소스 관리").click()
    expect(page.locator("#panel .file")).to_have_text("쿠버네티스 모범 사례/08-리소스-관리.md:1")
    expect(page.locator("#rail [aria-current]")).to_have_text("8리소스 관리")
    page.locator("#panel .outline summary").click()
    page.locator("#panel .outline a", has_text="8.1 쿠버네티스 스케줄러").click()
    expect(page.locator("#panel .note mark")).to_have_text("8.1 쿠버네티스 스케줄러")
    expect(page.locator("#panel .note mark")).to_be_in_viewport()
    page.locator('#panel a[href="#back"]').click()
    expect(page.locator("#panel .note mark")).to_have_count(0)
    page.locator("#panel #forward").click()
    expect(page.locator("#panel .note mark")).to_have_text("8.1 쿠버네티스 스케줄러")
    expect(page.locator("#panel #forward")).to_be_hidden()


def test_the_list_and_how_it_is_grouped_are_remembered(page: Page) -> None:
    ready(page)
    page.click('#rail [data-by="tag"]')
    page.locator("#rail summary", has_text="#kubernetes").click()
    expect(page.locator("#rail .leaf").first).to_be_visible()
    page.click("#fold-rail")
    expect(page.locator("#rail")).to_be_hidden()
    page.reload()
    expect(page.locator("#rail-open")).to_be_visible()
    expect(page.locator("#rail")).to_be_hidden()
    page.click("#rail-open")
    expect(page.locator("#rail details[open] summary")).to_contain_text("#kubernetes")
    page.click('#rail [data-by="folder"]')
    expect(page.locator("#rail summary").first).to_contain_text("러닝 리액트")


def test_a_thousand_notes_are_listed_without_a_stall(page: Page) -> None:
    ready(page)
    page.wait_for_function(
        "galpi.known.stamp === document.querySelector('#line [data-stamp]')?.dataset.stamp"
    )
    milliseconds = page.evaluate(
        """async () => {
          const notes = Array.from({ length: 1000 }, (_, n) =>
            [`책/${n}.md`, `노트 ${n} 운영체제의 프로세스`, "책", n, ["태그"]]);
          const sections = notes.map(([, title], n) => [n, title, 0, 0.5, 0.5]);
          galpi.know({ notes, sections, stamp: galpi.known.stamp });
          const painted = () => new Promise((done) =>
            requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
          const times = [];
          for (let n = 0; n < 10; n++) {
            document.querySelector("#fold-rail").click();
            await painted();
            const began = performance.now();
            document.querySelector("#rail-open").click();
            times.push(await painted() - began);
          }
          return Math.min(...times);
        }"""
    )
    expect(page.locator("#rail .leaf")).to_have_count(1000)
    assert milliseconds < 100
    page.keyboard.press("Control+k")
    page.keyboard.type("노트 777")
    expect(page.locator("#palette .row").first).to_have_text("노트 777 운영체제의 프로세스책")


def test_the_search_finds_titles_headings_questions_and_commands(page: Page) -> None:
    ready(page)
    ask(page, MESH)
    box, rows = page.locator("#palette input"), page.locator("#palette .row")
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    expect(rows.first).to_have_text(MESH)
    page.keyboard.type("플러그인 네트")  # in any order
    expect(rows.first).to_have_text("9.2 네트워크 플러그인네트워킹, 네트워크 보안, 서비스 메시")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#panel .note mark")).to_have_text("9.2 네트워크 플러그인")
    page.keyboard.press("Meta+k")
    page.keyboard.type("어둡게")
    page.keyboard.press("Enter")
    expect(page.locator("html.night")).to_have_count(1)
    page.click("#find")
    page.keyboard.type("컨피그")
    expect(rows).not_to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("초콜릿 케이크는 몇 도에서 구워?")
    expect(page.locator("#palette .none")).to_contain_text("찾은 것이 없습니다.")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer")).to_have_count(2)


def test_what_is_near_and_what_to_ask_next(page: Page) -> None:
    ready(page)
    ask(page, MESH)
    near = page.locator("#near .place")
    expect(near).to_have_count(5)
    first = near.first.locator("b").inner_text()
    near.first.click()
    expect(page.locator("#panel .note mark")).to_have_text(first)
    expect(near).to_have_count(5)
    expect(near.first.locator("b")).not_to_have_text(first)
    page.locator('#panel a[href="#back"]').click()
    expect(page.locator("#panel .card.chosen")).to_be_visible()
    asked = page.locator("#next button").first
    expect(asked).to_be_visible(timeout=20_000)
    question = asked.inner_text()
    asked.click()
    expect(page.locator("#chat .question").last).to_have_text(question)
    expect(page.locator("#chat .answer").last.locator(".said").first).to_be_visible()
    page.click("#new")
    expect(page.locator("#next button")).to_have_count(0)


def test_the_map_rings_the_answer_and_opens_what_is_pressed(page: Page) -> None:
    ready(page)
    ask(page, MESH)
    page.click("#map")
    svg, ring = page.locator("#places svg"), page.locator("#places .ring")
    expect(ring).not_to_have_count(0, timeout=20_000)
    expect(page.locator("#places path.points")).to_have_count(2)
    place = ring.first.bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.locator("#places .tip")).to_be_visible()
    heading = page.locator("#places .tip b").inner_text()
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("#panel .note mark")).to_have_text(heading)
    svg.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#places .tip b")).not_to_have_text(heading)
    heading = page.locator("#places .tip b").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .note mark")).to_have_text(heading)
    page.locator("#places .legend button", has_text="러닝 리액트").click()
    expect(page.locator("#places .points.quiet")).to_have_count(1)
    svg.focus()
    page.keyboard.press("Escape")
    expect(svg).to_be_hidden()
    expect(page.locator("#chat .answer")).to_be_visible()


def test_weeks_show_what_was_asked_and_what_was_not_answered(page: Page) -> None:
    ready(page)
    question = "초콜릿 케이크는 몇 도에서 구워요?"
    ask(page, question)
    page.click("#map")
    page.click("#by-week")
    expect(page.locator("#weeks figure")).to_have_count(2)
    expect(page.locator("#weeks rect.unmet")).to_have_count(1)
    page.locator("#weeks button", has_text=question).click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#weeks")).to_be_hidden()


def choose(page: Page, files: dict[str, bytes]) -> None:
    payloads = [
        FilePayload(name=name, mimeType="", buffer=content) for name, content in files.items()
    ]
    page.set_input_files("#given-files", payloads)


def expect_told(page: Page, lines: list[str]) -> None:
    expect(page.locator("#adding .taken")).to_have_text(lines, use_inner_text=True)


def test_notes_are_added_told_of_and_can_be_asked(page: Page, folder: Path) -> None:
    ready(page)
    page.click("#add")
    inner = {"쪽.md": "# 쪽\n\n쪽빛은 푸르다.\n".encode(), "../x.md": b"# x", "a.mp4": b"x"}
    choose(page, {"고래.md": WHALE.encode(), "x.exe": b"x", "빈.md": b"\0", "n.zip": zipped(inner)})
    expect(page.locator("#adding .count")).to_have_text("고른 파일 4", use_inner_text=True)
    page.fill("#given-book", "바다")
    page.click("#send-notes")
    added = [
        "파일 2개 넣었습니다",
        "../x.md 노트 폴더 밖을 가리킵니다",
        "파일 2개 읽을 수 없는 종류입니다",
        "바다/빈.md 글이 아닌 내용이 들어 있습니다",
    ]
    expect_told(page, added)
    assert sorted(p.name for p in (folder / "바다").iterdir()) == ["고래.md", "쪽.md"]
    assert not (folder.parent / "x.md").exists()
    expect(page.locator("#rail summary", has_text="바다")).to_be_attached(timeout=20_000)
    choose(page, {"고래.md": b"# other\n"})
    page.click("#send-notes")
    expect(page.locator("#adding .taken > p").first).to_have_text(
        "바다/고래.md 같은 이름의 다른 파일이 있습니다", use_inner_text=True
    )
    assert (folder / "바다/고래.md").read_text(encoding="utf-8") == WHALE
    page.click("#replace")
    expect(page.locator("#adding .taken")).to_contain_text("바꿨습니다")
    assert (folder / "바다/고래.md").read_bytes() == b"# other\n"
    page.keyboard.press("Escape")
    expect(page.locator("#adding")).to_be_hidden()


def test_files_are_dropped_anywhere_and_a_huge_one_is_not_even_sent(page: Page) -> None:
    ready(page)
    page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["# 새\\n\\n새는 난다."], "새.md"));
          const huge = new File(["x"], "큰 것.pdf");
          Object.defineProperty(huge, "size", { value: 1_000_000_000 });
          const files = [...transfer.files, huge];
          const drop = new DragEvent("drop", { bubbles: true, cancelable: true });
          const carried = { types: ["Files"], items: [], files };
          Object.defineProperty(drop, "dataTransfer", { value: carried });
          document.body.dispatchEvent(drop);
        }"""
    )
    expect(page.locator("#adding")).to_be_visible()
    page.fill("#given-book", "하늘")
    page.click("#send-notes")
    large = "큰 것.pdf 너무 큽니다. 노트 폴더에 직접 넣어 주세요"
    expect_told(page, ["하늘/새.md 넣었습니다", large])


def test_a_read_only_server_takes_no_notes(page: Page, chat: tuple[str, Backend]) -> None:
    ready(page)
    chat[1].read_only = True
    try:
        page.click("#add")
        choose(page, {"a.md": b"# a"})
        page.click("#send-notes")
        expect(page.locator("#adding .report")).to_have_text(
            "읽기 전용으로 열린 서버라 노트를 넣을 수 없습니다.", use_inner_text=True
        )
    finally:
        chat[1].read_only = False


def test_changes_are_taken_in_when_nobody_is_at_it_unless_that_is_off(
    page: Page, folder: Path
) -> None:
    ready(page)
    expect(page.locator("#line .ok")).to_be_visible(timeout=20_000)
    page.uncheck("#auto")
    write_notes(folder, {"밤/01-올빼미.md": "# 올빼미\n\n올빼미는 밤에 난다.\n"})
    expect(page.locator("#line .changed")).to_be_visible(timeout=10_000)
    page.clock.install()
    page.reload()
    expect(page.locator("#auto")).not_to_be_checked()
    page.check("#auto")
    expect(page.locator("#line .changed")).to_be_visible()
    page.clock.fast_forward(11_000)
    expect(page.locator("#said")).to_have_text(
        "바뀐 노트를 반영했습니다 1", use_inner_text=True, timeout=20_000
    )
    expect(page.locator("#rail summary", has_text="밤")).to_be_attached(timeout=20_000)
    expect(page.locator("#update")).to_be_visible()


OURS = CONTRAST.replace("#top *, #talk *, #side *", "#top *, #rail *, #talk *, #side *, dialog *")


@pytest.mark.parametrize(
    ("width", "height", "language", "theme"),
    [(1280, 800, "ko", "dark"), (820, 1100, "en", "light"), (390, 844, "ko", "light")],
)
def test_all_of_it_is_easy_to_read_and_has_names_on_every_screen(
    page: Page, width: int, height: int, language: str, theme: str
) -> None:
    ready(page)
    if language == "en":
        page.click("#language")
    if theme == "dark":
        page.click("#theme")
    page.set_viewport_size({"width": width, "height": height})
    if width <= 1100:
        expect(page.locator("#rail")).to_be_hidden()

    def check() -> None:
        assert page.evaluate(OURS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert nameless(page) == []

    def from_rail(button: str) -> None:
        if page.locator("#rail").is_hidden():
            page.click("#rail-open")
        check()
        page.click(button)

    from_rail("#rail .leaf >> nth=2")
    expect(page.locator("#panel .note")).to_be_visible()
    expect(page.locator("#near .place")).to_have_count(5)
    check()
    if width < 760:
        page.click("#close")
    from_rail("#map")
    expect(page.locator("#places .caption").first).to_be_visible()
    check()
    page.click("#by-week")
    expect(page.locator("#weeks figure").first).to_be_visible()
    check()
    from_rail("#add")
    choose(page, {"../x.exe": b"x", "a.md": b""})
    page.click("#send-notes")
    expect(page.locator("#adding .taken").first).to_be_visible()
    check()
    page.click("#close-adding")
    page.keyboard.press("Control+k")
    page.keyboard.type("a")
    expect(page.locator("#palette .row").first).to_be_visible()
    check()
