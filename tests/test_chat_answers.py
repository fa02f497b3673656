"""What the page says of an answer: the bubble, its Markdown, the evidence, the status line."""

from dataclasses import replace
from pathlib import Path

import pytest

from chat.page.bubble import bubble, markdown
from chat.page.evidence import evidence
from chat.page.examples import question
from chat.page.sources import sources_of
from chat.page.status import Status, filters, status_line, welcome
from chat.server.conversations import MAX_CONVERSATIONS, MAX_TURNS, Conversations, Turn
from qa import Answer, Catalog, Citation, Hit, Span
from qa.catalog import Book, Chapter

HIT = Hit(
    text="앞. a < b & c. 뒤.", score=20.0, rank=1, path="책/1.md", start=10, end=26, line=4,
    end_line=4, book="책", chapter=1, title="장", headings=(), label="책 › 1장 <장>",
)  # fmt: skip
OTHER = replace(
    HIT, text="e. f.", score=5.0, rank=2, path="책/2.md", start=0, end=5, line=9, label="책 › 2장",
    url="https://x.kr/2",
)  # fmt: skip
SPAN = Span("a < b & c.", 13, 23, 4, 1)
ANSWER = Answer(
    question="?", found=True, text="a < b & c.", spans=(SPAN,),
    citations=(Citation(1, HIT.label, HIT.path, 4, None),), confidence=0.9, hits=(HIT, OTHER),
    seconds=0.0124,
)  # fmt: skip
MISS = replace(ANSWER, found=False, text="", spans=(), citations=(), confidence=0.1)
NOTE = "# 1장 장\n\n\n\n" + HIT.text + "\n"


def test_a_bubble_is_the_passage_with_the_span_marked_its_number_and_its_place() -> None:
    assert bubble(3, ANSWER).startswith(
        '<div class="answer"><div class="quote"><p>앞. <mark>a &lt; b &amp; c.</mark>'
        '<a class="number" href="#cite-3-1" role="button">1</a> 뒤.</p></div>'
        '<div class="places"><a class="place" href="#cite-3-1" role="button">'
        '<b class="number">1</b><span>책 › <b>1장 &lt;장&gt;</b></span></a></div>'
    )


@pytest.mark.parametrize(
    ("confidence", "level"),
    [(0.9, "일치 높음"), (0.7, "일치 보통"), (0.55, "일치 낮음")],
)
def test_the_confidence_is_told_in_words(confidence: float, level: str) -> None:
    html = bubble(1, replace(ANSWER, confidence=confidence))
    assert level in html
    assert "근거 2개" in html
    assert "12 ms" in html


def test_one_number_stands_behind_sentences_that_follow_each_other() -> None:
    spans = (Span("e.", 0, 2, 9, 2), SPAN, Span("f.", 3, 5, 9, 2))
    citations = (
        Citation(1, OTHER.label, OTHER.path, 9, None),
        Citation(2, HIT.label, HIT.path, 4, None),
    )
    html = bubble(1, replace(ANSWER, spans=spans, citations=citations))
    assert (
        '<mark>e.</mark> <mark>f.</mark><a class="number" href="#cite-1-1" role="button">1</a>'
    ) in html
    assert html.index("#cite-1-1") < html.index("#cite-1-2")


def test_the_turn_before_and_notes_that_changed_are_told() -> None:
    html = bubble(1, replace(ANSWER, context="<앞>\n둘", stale=("책/1.md",)))
    assert "앞 질문과 함께 찾음: &lt;앞&gt; / 둘" in html
    assert "Changed since the last sync: 책/1.md" in html


def test_not_found_offers_the_nearest_places_and_to_lift_the_filter() -> None:
    html = bubble(1, MISS)
    assert "노트에서 답을 찾지 못했습니다." in html
    assert "관련 있을 수 있는 곳" in html
    assert "필터" not in html
    assert html.count('class="place"') == 2
    assert "<mark>" not in html
    assert "책과 장 필터를 풀고 다시 물어보세요." in bubble(1, MISS, narrowed=True)


def test_an_answer_as_markdown_is_word_for_word_with_its_source() -> None:
    assert markdown(ANSWER) == "> a < b & c. [1]\n\n[1] 책 › 1장 <장> (책/1.md:4)\n"
    assert markdown(MISS) == "노트에서 답을 찾지 못했습니다. · Not in your notes.\n"


def test_sources_are_sections_the_quoted_ones_first() -> None:
    second = replace(HIT, rank=3, text="더", start=40, end=41)
    spans = (Span("f.", 3, 5, 9, 2),)
    answer = replace(
        ANSWER,
        hits=(HIT, OTHER, second),
        spans=spans,
        citations=(Citation(1, OTHER.label, OTHER.path, 9, None),),
    )
    quoted, near = sources_of(answer)
    assert (quoted.number, quoted.hits, quoted.spans, quoted.line) == (1, (OTHER,), spans, 9)
    assert (near.number, near.hits, near.spans, near.line) == (2, (HIT, second), (), 4)


def test_the_panel_has_a_card_for_each_source_and_the_note_opened(tmp_path: Path) -> None:
    html = evidence(3, sources_of(ANSWER), 1, NOTE, tmp_path)
    assert html.count('class="card chosen"') == html.count('class="card"') == 1
    assert 'style="--share:0.25"' in html
    assert '<h4 class="h1">1장 장</h4>' in html
    assert "<mark>a &lt; b &amp; c.</mark>" in html
    assert 'class="file">책/1.md:4<' in html
    assert f'href="vscode://file{tmp_path.as_posix()}/%EC%B1%85/1.md:4"' in html
    assert "obsidian:" not in html


def test_a_note_in_a_vault_opens_there_and_its_address_is_linked(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    html = evidence(3, sources_of(ANSWER), 2, None, tmp_path)
    assert 'href="obsidian://open?path=%2F' in html
    assert 'href="https://x.kr/2"' in html
    assert "노트가 동기화한 뒤에 바뀌었습니다." in html
    bad = replace(ANSWER, hits=(HIT, replace(OTHER, url="javascript:alert(1)")))
    assert "javascript" not in evidence(3, sources_of(bad), 2, None, tmp_path)


READY = Status(
    phase="ready",
    catalog=Catalog(10, 1_164, "2026-11-24T15:37:00+0900", (Book("책<", (Chapter(2, "장"),)),)),
    examples=("<무엇>인가?",),
)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (READY, "노트 10 · 구절 1,164 · 11.24 15:37"),
        (replace(READY, changed=True), "노트가 바뀌었습니다"),
        (replace(READY, problem="a < b"), "a &lt; b"),
        (replace(READY, failed=(("<x>.md", "is no text"),)), "<b>&lt;x&gt;.md</b> is no text"),
        (replace(READY, phase="syncing", done=3, total=7), 'max="7" value="3"></progress>'),
        (Status(), "준비 중"),
        (Status(phase="empty"), "노트 없음"),
    ],
)  # fmt: skip
def test_the_status_line(status: Status, shown: str) -> None:
    assert shown in status_line(status)


def test_filters_are_books_with_their_chapters() -> None:
    html = filters(READY)
    assert "<option>책&lt;</option>" in html
    assert '<select data-book="책&lt;" hidden>' in html
    assert '<option value="2">2. 장</option>' in html


def test_an_empty_chat_offers_questions_or_says_what_to_do() -> None:
    assert '<button type="button">&lt;무엇&gt;인가?</button>' in welcome(READY)
    assert "노트를 읽고 있습니다" in welcome(Status())
    first = welcome(Status(phase="empty", problem="no notes in <x>"))
    assert "아직 노트가 없습니다" in first
    assert "no notes in &lt;x&gt;" in first


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("9.2 네트워크 플러그인", "네트워크 플러그인이란 무엇인가?"),
        ("9.6 서비스 메시", "서비스 메시란 무엇인가?"),
        ("12.2.1 왜 서버에서 하나", "왜 서버에서 하나?"),
        ("노드 셀렉터와 노드 어피니티", "노드 셀렉터와 노드 어피니티의 차이는?"),
        ("4.5 RBAC", "What is RBAC?"),
        ("What is a Pod?", "What is a Pod?"),
        ("5.9 정리", None),
        ("파드: 시작, 끝", None),
    ],
)
def test_a_heading_as_a_question(heading: str, expected: str | None) -> None:
    assert question(heading) == expected


def test_conversations_keep_the_last_turns_of_the_last_tabs() -> None:
    kept = Conversations()
    for number in range(1, MAX_TURNS + 3):
        kept.add("a", Turn(number, ANSWER, ""))
    assert [turn.number for turn in kept.turns("a")] == list(range(3, MAX_TURNS + 3))
    assert kept.turn("a", 2) is None
    for tab in range(MAX_CONVERSATIONS):
        kept.add(str(tab), Turn(1, ANSWER, ""))
    assert kept.turns("a") == ()
    kept.forget("5")
    assert kept.turns("5") == ()
    assert len(kept.turns("6")) == 1
