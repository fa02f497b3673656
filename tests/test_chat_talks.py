"""Conversations in a real browser: history, what is typed, notebooks, a server that dies."""

from collections.abc import Callable, Iterator

import pytest
from browsing import BOX, Tabs, ask, violations
from conftest import write_notes
from playwright.sync_api import Page, expect
from quoting import Quoting
from serving import served

from chat.server.backend import Backend
from qa import Notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

CAKE = "초콜릿 케이크는 180도에서 40분 굽는다."
POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 된다."
BOTH = "두 노트에 똑같이 적혀 있는 문장이다."
TYPED = "쓰다 만 질문이"


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Backend]]:
    """Of two notebooks."""
    folder = tmp_path_factory.mktemp("two")
    write_notes(
        folder / "요리", {"책/01-케이크.md": f"# 1장 케이크\n\n{CAKE}\n\n## 1.1 절\n\n{BOTH}\n"}
    )
    write_notes(
        folder / "개발", {"책/01-파드.md": f"# 1장 파드\n\n{POD}\n\n{BOTH} [[02-서비스]]\n"}
    )
    write_notes(folder / "개발", {"책/02-서비스.md": "# 2장 서비스\n\n서비스는 파드를 묶는다.\n"})

    def opening(name: str) -> Callable[[object], Notebook]:
        return lambda _: Quoting.open(folder / name)

    with served(opening("요리"), name="요리", others={"개발": opening("개발")}) as found:
        yield found


def test_conversations_are_found_renamed_and_deleted_and_had_back(page: Page) -> None:
    ask(page, CAKE)
    page.click("#new")
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#toast p")).to_have_text("새 대화를 시작했습니다.")
    page.click("#toast button")
    expect(page.locator("#chat .question")).to_have_text([CAKE])
    page.click("#new")
    expect(page.locator("#chat .answer")).to_have_count(0)
    ask(page, BOTH)
    page.click("#history")
    expect(page.locator("#past-search")).to_be_focused()
    expect(page.locator("#past-list li.here .talk b")).to_have_text(BOTH)
    names = page.locator("#past-list .talk b")
    expect(names).to_have_text([BOTH, CAKE])
    page.keyboard.type("180도")
    expect(page.locator("#past-list li")).to_have_count(1)
    page.locator("#past-list .talk").click()
    expect(page.locator("#chat .question")).to_have_text([CAKE])
    expect(page.locator("#panel mark")).to_have_text([CAKE])
    page.locator("#past-list li").hover()
    page.locator("#past-list .rename").click()
    page.keyboard.type("케이크 <b>")
    page.keyboard.press("Enter")
    expect(names).to_have_text(["케이크 <b>"])
    page.fill("#past-search", "")
    expect(names).to_have_text([BOTH, "케이크 <b>"])
    page.locator("#past-list li.here").hover()
    page.locator("#past-list li.here .drop").click()
    expect(page.locator("#past-list li")).to_have_count(1)
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.click("#toast button")
    expect(page.locator("#past-list li")).to_have_count(2)
    expect(page.locator("#chat .question")).to_have_text([CAKE])
    page.keyboard.press("Escape")
    expect(page.locator("#past")).to_be_hidden()
    expect(page.locator("#history")).to_be_focused()
    expect(page.locator("#side")).to_be_visible()


def test_what_is_typed_stays_with_its_conversation_and_outlives_its_tab(
    page: Page, tabs: Tabs
) -> None:
    ask(page, CAKE)
    page.fill(BOX, TYPED)
    page.reload()
    expect(page.locator(BOX)).to_have_value(TYPED)
    page.click("#new")
    expect(page.locator(BOX)).to_have_value("")
    page.click("#toast button")
    expect(page.locator(BOX)).to_have_value(TYPED)
    other = tabs.open()
    expect(other.locator(BOX)).to_have_value("")  # the first tab is still there
    page.close()
    later = tabs.open()
    expect(later.locator(BOX)).to_have_value(TYPED)
    expect(later.locator("#chat .question")).to_have_text([CAKE])
    ask(later, f"{TYPED}다")
    later.reload()
    expect(later.locator("#chat .question")).to_have_count(2)
    expect(later.locator(BOX)).to_have_value("")


def test_two_tabs_in_one_conversation_lose_nothing(page: Page, tabs: Tabs) -> None:
    ask(page, CAKE)
    other = tabs.open()
    other.click("#history")
    other.locator("#past-list .talk", has_text="초콜릿").first.click()
    expect(other.locator("#chat .question")).to_have_count(1)
    ask(other, BOTH)
    page.fill(BOX, "셋")
    page.press(BOX, "Enter")
    expect(page.locator("#chat .question")).to_have_text([CAKE, BOTH, "셋"])


def test_another_browser_sees_none_of_it(page: Page) -> None:
    ask(page, CAKE)
    state = page.evaluate("[galpi.here().owner, galpi.talk()]")
    page.evaluate(f"localStorage.setItem('galpi-browser', '{'0' * 32}')")
    page.reload()
    expect(page.locator("#line .ok")).to_be_visible()
    assert page.evaluate("galpi.talk()") == state[1]
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.click("#history")
    expect(page.locator("#past-list .hint")).to_contain_text("아직 대화가 없습니다.")


def test_notebooks_are_switched_and_asked_together(page: Page) -> None:
    ask(page, CAKE)
    page.fill(BOX, TYPED)
    page.select_option("#notebook", "개발")
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator(BOX)).to_have_value("")
    expect(page.locator("#line")).to_contain_text("노트 2")
    ask(page, POD)
    expect(page.locator("#panel mark")).to_have_text([POD])
    page.reload()
    expect(page.locator("#notebook")).to_have_value("개발")
    expect(page.locator("#chat .question")).to_have_text([POD])
    page.select_option("#notebook", "요리")
    expect(page.locator("#chat .question")).to_have_text([CAKE])
    expect(page.locator(BOX)).to_have_value(TYPED)
    page.fill(BOX, "")
    page.select_option("#notebook", "")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#chat .answer")).to_have_count(0)
    ask(page, POD)
    expect(page.locator("#chat .notebook")).to_have_text(["개발"])
    page.fill(BOX, BOTH)
    page.press(BOX, "Enter")
    expect(page.locator("#chat .question")).to_have_text([POD, BOTH])
    expect(page.locator("#chat .notebook").last).to_have_text("요리")
    expect(page.locator("#chat .elsewhere > summary")).to_contain_text("‘개발’에도 답이 있습니다")
    page.click("#chat .elsewhere > summary")
    page.locator("#chat .elsewhere .number").click()
    expect(page.locator("#panel .links .file")).to_contain_text("01-파드.md:5")
    page.locator("#panel a.wiki").click()
    expect(page.locator("#panel .note")).to_contain_text("서비스는 파드를 묶는다.")
    page.select_option("#notebook", "요리")


def test_all_conversations_are_deleted_once_that_is_confirmed_by_the_keyboard(
    page: Page, chat: tuple[str, Backend]
) -> None:
    ask(page, CAKE)
    page.click("#new")
    expect(page.locator("#chat .answer")).to_have_count(0)
    ask(page, BOTH)
    page.fill(BOX, TYPED)
    page.click("#history")
    expect(page.locator("#past-list li")).to_have_count(2)
    page.fill("#past-search", "180도")
    expect(page.locator("#past-list li")).to_have_count(1)
    expect(page.locator("#past-list .drop-all")).to_have_count(0)  # not all are in view
    page.fill("#past-search", "")
    expect(page.locator("#past-list li")).to_have_count(2)
    expect(page.locator("#drop-all")).to_be_hidden()
    page.locator("#past-list summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#past-list .choice")).to_contain_text("대화 2개를 모두 지웁니다.")
    page.keyboard.press("Tab")
    expect(page.locator("#drop-all")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#toast p")).to_have_text("대화를 모두 지웠습니다.")
    expect(page.locator("#past-list .hint")).to_contain_text("아직 대화가 없습니다.")
    expect(page.locator("#past-search")).to_be_focused()
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator(BOX)).to_have_value(TYPED)
    assert page.evaluate("localStorage.getItem('galpi-asked')") is None
    page.reload()
    expect(page.locator(BOX)).to_have_value(TYPED)
    expect(page.locator("#chat .answer")).to_have_count(0)
    owner = page.evaluate("galpi.here().owner")
    assert chat[1].conversations.talks.listed(owner) == []


MISS = "고래는 어디서 숨을 쉬나?"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_screen(page: Page, theme: str) -> None:
    if theme == "dark":
        page.click("#theme")
    found = [*violations(page)]
    for question in (BOTH, MISS, POD, CAKE):
        ask(page, question)
    page.fill(BOX, "??")
    page.press(BOX, "Enter")
    expect(page.locator("#notice p")).to_be_visible()
    page.click('#chat a[href="#other-1"]')
    expect(page.locator("#chat .others")).to_be_visible()
    page.click('#chat a[href="#good-1"]')
    expect(page.locator('#chat a[href="#good-1"]')).to_have_attribute("aria-pressed", "true")
    page.locator("#chat .around > summary").last.click()
    expect(page.locator("#chat .quote").last).to_be_visible()
    found += violations(page)
    page.click("#history")
    page.locator("#past-list .rename").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#past-list input")).to_be_focused()
    found += violations(page)
    page.keyboard.press("Escape")
    page.locator("#past-list summary").click()
    expect(page.locator("#drop-all")).to_be_visible()
    found += violations(page)
    page.locator("#past-list .drop").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toast button")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    found += violations(page)
    page.click("#toast button")
    page.keyboard.press("Escape")
    page.locator("#chat .says .number").last.click()
    expect(page.locator("#panel mark")).to_be_visible()
    found += violations(page)
    page.evaluate("galpi.root.classList.add('away')")
    found += violations(page)
    assert found == []
