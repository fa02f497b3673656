"""Questions asked in a real browser and answered by the real model, over the sample notes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import ask
from playwright.sync_api import Page, expect
from serving import served

from chat.server.backend import Backend
from qa import Notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

KOREAN = "파드 IP는 왜 직접 적어 두고 쓰면 안 되나요?"
POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 됨"
ENGLISH = "What does a default deny network policy do?"


@pytest.fixture(scope="module")
def chat(chat_notes: Path) -> Iterator[tuple[str, Backend]]:
    with served(lambda progress: Notebook.open(chat_notes, progress=progress)) as found:
        yield found


def test_a_korean_question_is_answered(page: Page) -> None:
    ask(page, KOREAN)
    expect(page.locator("#chat .said").first).to_contain_text(POD)
    expect(page.locator("#chat .place").first).to_have_text(
        "쿠버네티스 모범 사례 › 9장 네트워킹, 네트워크 보안, 서비스 메시 › "
        "9.1 쿠버네티스 네트워크 원칙 › 9.1.2 파드와 파드"
    )
    expect(page.locator("#chat .level")).to_have_text("일치 높음", use_inner_text=True)
    expect(page.locator("#panel .card.chosen .where b")).to_have_text("9.1.2 파드와 파드")


def test_an_english_question_is_answered(page: Page) -> None:
    ask(page, ENGLISH)
    expect(page.locator("#panel .card.chosen")).to_contain_text("9.5 네트워크 보안 정책")
    expect(page.locator("#chat .said").first).to_contain_text("deny")


def test_what_is_not_in_the_notes_is_not_answered(page: Page) -> None:
    ask(page, "초콜릿 케이크는 몇 도에서 구워요?")
    expect(page.locator("#chat .nothing")).to_have_count(1)


def test_a_follow_up_is_searched_with_the_question_before(page: Page) -> None:
    ask(page, "서비스 메시란 무엇인가?")
    ask(page, "그럼 그건 언제 필요해?")
    expect(page.locator("#chat .answer").last.locator(".hint").first).to_contain_text(
        "앞 질문과 함께 찾음: 서비스 메시"
    )


def test_an_example_is_a_question_that_is_answered(page: Page) -> None:
    examples = page.locator("#welcome .examples button")
    expect(examples).to_have_count(4)
    first = examples.first.inner_text()
    examples.first.click()
    expect(page.locator("#chat .question")).to_have_text(first)
    expect(page.locator("#chat .said").first).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()
