"""What the page says of an answer: the bubble, its Markdown, the evidence, the status line."""

from dataclasses import replace
from pathlib import Path

import pytest

from chat.page.bubble import Shown, bubble, markdown
from chat.page.evidence import evidence, linked, missing
from chat.page.excerpts import excerpt
from chat.page.note.links import Links
from chat.page.sources import sources_of
from chat.page.status import Status, filters, status_line, welcome
from qa import Answer, Catalog, Citation, Hit, Span
from qa.catalog import Book, Chapter

HIT = Hit(
    text="앞. a < b & c. 뒤.", score=0.8, rank=1, path="책/1.md", start=10, end=26, line=4,
    end_line=4, book="책", chapter=1, title="장", headings=(), label="책 › 1장 <장>",
)  # fmt: skip
OTHER = replace(
    HIT, text="e. f.", score=0.2, rank=2, path="책/2.md", start=0, end=5, line=9, label="책 › 2장",
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


def test_a_bubble_is_the_answer_alone_with_its_number_and_place_and_its_passage_folded() -> None:
    assert bubble(Shown(3, ANSWER)).startswith(
        '<div class="answer"><div class="says"><a class="number" href="#cite-3-1" role="button">1'
        '</a><div class="said"><p>a &lt; b &amp; c.</p></div></div>'
        '<div class="places"><a class="place" href="#cite-3-1" role="button">'
        "<span>책 › <b>1장 &lt;장&gt;</b></span></a></div>"
        '<details class="around"><summary><span class="ko">앞뒤 문단</span>'
        '<span class="en">In its passage</span></summary><div class="quote">'
        "<p>앞. <mark>a &lt; b &amp; c.</mark> 뒤.</p></div></details>"
    )


@pytest.mark.parametrize(
    ("confidence", "level"),
    [(0.9, "일치 높음"), (0.7, "일치 보통"), (0.55, "일치 낮음")],
)
def test_the_confidence_is_told_in_words_and_the_rest_in_a_tooltip(
    confidence: float, level: str
) -> None:
    html = bubble(Shown(1, replace(ANSWER, confidence=confidence)))
    assert f'title="{confidence:.0%} · 12 ms"><span class="ko">{level}' in html
    assert html.count("12 ms") == 1
    assert "근거 1개" in html


def test_the_first_source_is_open_and_the_others_are_folded() -> None:
    spans = (Span("e.", 0, 2, 9, 2), SPAN, Span("f.", 3, 5, 9, 2))
    citations = (
        Citation(1, OTHER.label, OTHER.path, 9, None),
        Citation(2, HIT.label, HIT.path, 4, None),
    )
    html = bubble(Shown(1, replace(ANSWER, spans=spans, citations=citations)))
    first, _, rest = html.partition('<details class="more-sources">')
    assert '<div class="said"><p>e.</p><p>f.</p></div>' in first
    assert "a &lt; b" not in first
    assert '<summary><span class="ko">다른 근거 1개</span>' in rest
    assert '<div class="said"><p>a &lt; b &amp; c.</p></div>' in rest
    assert html.count('class="number" href="#cite-1-1"') == 1


NOTE_TEXT = """## 격리 수준

- REPEATABLE READ:
  - 시작할 때의 *판*을 읽는다

| 이름 | 값 |
|---|---|
| 가 | 1 |
| 나 | 2 |

```sql
SELECT 1;
SELECT 2;
```
"""
NOTE_HIT = replace(HIT, text=NOTE_TEXT, start=100, end=100 + len(NOTE_TEXT))


def said(quoted: str, *above: str) -> str:
    """What a bubble shows of one quotation."""
    at = [(text, 100 + NOTE_TEXT.index(text), 0) for text in above]
    start = 100 + NOTE_TEXT.index(quoted)
    span = Span(quoted, start, start + len(quoted), 1, 1, above=tuple(at))
    return excerpt(NOTE_HIT, span, Links()).replace("&#10;</", "</").replace(">&#10;", ">")


def test_a_span_is_shown_with_what_it_stands_under() -> None:
    assert said("시작할 때의 *판*을 읽는다", "REPEATABLE READ:") == (
        '<p><span class="above">REPEATABLE READ › </span>시작할 때의 <i>판</i>을 읽는다</p>'
    )


def test_a_row_is_shown_below_the_head_of_its_table() -> None:
    head = "<thead><tr><th>이름</th><th>값</th></tr></thead>"
    assert head + "<tbody><tr><td>나</td><td>2</td></tr></tbody>" in said("나 | 2", "이름 | 값")
    whole = "| 이름 | 값 |\n|---|---|\n| 가 | 1 |\n| 나 | 2 |"
    assert said(whole).count("<tr>") == 3
    assert said("이름 | 값").count("<tr>") == 1


def test_a_row_is_shown_below_a_head_that_stands_before_its_passage() -> None:
    hit = replace(HIT, text="| 가 | 1 |\n| 나 | 2 |", start=50, end=70)
    span = Span("| 나 | 2 |", 60, 69, 1, 1, above=(("| 이름 | 값 |", 10, 20),))
    head = "<thead><tr><th>이름</th><th>값</th></tr></thead>"
    assert f"{head}<tbody><tr><td>나</td><td>2</td></tr></tbody>" in excerpt(hit, span, Links())


def test_lists_and_code_are_shown_as_such() -> None:
    assert said("- REPEATABLE READ:\n  - 시작할 때의 *판*을 읽는다") == (
        "<ul><li>REPEATABLE READ:<ul><li>시작할 때의 <i>판</i>을 읽는다</li></ul></li></ul>"
    )
    nested = Span("- a\n    - b", 106, 117, 1, 1, margin="    ")
    hit = replace(HIT, text="- 둑\n    - a\n    - b", start=100, end=121)
    assert excerpt(hit, nested, Links()) == "<ul><li>a</li><li>b</li></ul>"
    code = said("SELECT 2;")
    assert code.startswith('<pre><span class="language">sql</span><code>')
    assert "SELECT</span> <span" in code and "1" not in code


def test_the_turn_before_and_notes_that_changed_are_told() -> None:
    answer = replace(ANSWER, context="<앞>", searched="<앞>\n둘", stale=("책/1.md",))
    html = bubble(Shown(1, answer))
    assert "앞 질문과 함께 찾음: &lt;앞&gt; / 둘" in html
    assert "Changed since the last sync: 책/1.md" in html


def test_not_found_offers_the_nearest_places_and_to_lift_the_filter() -> None:
    html = bubble(Shown(1, MISS))
    assert "노트에서 답을 찾지 못했습니다." in html
    assert "가장 가까운 곳" in html
    assert "근거" not in html and "필터" not in html
    assert html.count('class="place"') == 2
    assert "<mark>" not in html
    nearly = bubble(Shown(1, replace(MISS, confidence=0.4)))
    assert "답은 여기 있을 수도 있습니다" in nearly and "가장 가까운 곳" not in nearly
    assert "책과 장 필터를 풀고 다시 물어보세요." in bubble(Shown(1, MISS, narrowed=True))


def test_other_sentences_are_offered_to_be_picked() -> None:
    others = (Span("e.", 0, 2, 9, 2), Span("f.", 3, 5, 9, 2))
    html = bubble(Shown(3, ANSWER, others=others, picked=1, good=False))
    assert '<div class="said"><p>e.</p></div><a class="pick stays" href="#pick-3-0"' in html
    assert '<a class="pick stays down" href="#pick-3-1"' in html
    assert '<a class="act stays down" href="#bad-3"' in html
    assert '<a class="act stays" href="#good-3"' in html
    assert 'href="#other-3"' in html
    ended = bubble(Shown(3, ANSWER, others=others, ended=True))
    assert 'href="#other-3"' not in ended and "더 가까운 문장은 없습니다." in ended


def test_an_answer_as_markdown_is_word_for_word_with_its_source() -> None:
    assert markdown(ANSWER) == "> a < b & c. [1]\n\n[1] 책 › 1장 <장> (책/1.md:4)\n"
    assert markdown(MISS) == "노트에서 답을 찾지 못했습니다.\n"
    assert markdown(MISS, english=True) == "Not in your notes.\n"
    above = replace(SPAN, above=(("REPEATABLE READ:", 0, 0),))
    quoted = markdown(replace(ANSWER, spans=(above,)))
    assert quoted.startswith("> REPEATABLE READ › a < b & c. [1]")
    listed = replace(above, text="- a\n    - b\n  - c", margin="  ")
    quoted = markdown(replace(ANSWER, spans=(listed,)))
    assert quoted.startswith("> REPEATABLE READ\n> - a\n>   - b\n> - c [1]")


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
    html = evidence(Shown(3, ANSWER), sources_of(ANSWER), 1, NOTE, tmp_path)
    assert html.count('class="card chosen"') == html.count('class="card"') == 1
    assert 'title="80%" style="--share:0.80"' in html
    assert html.index('<details class="near">') < html.index('style="--share:0.20"')
    opened = evidence(Shown(3, ANSWER), sources_of(ANSWER), 2, None, tmp_path)
    assert '<details open class="near">' in opened
    assert '<h4 class="h1">1장 장</h4>' in html
    assert "<mark>a &lt; b &amp; c.</mark>" in html
    assert 'class="file">책/1.md:4<' in html
    assert f'href="vscode://file{tmp_path.as_posix()}/%EC%B1%85/1.md:4"' in html
    assert "obsidian:" not in html


def test_a_note_in_a_vault_opens_there_and_its_address_is_linked(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    html = evidence(Shown(3, ANSWER), sources_of(ANSWER), 2, None, tmp_path)
    assert 'href="obsidian://open?path=%2F' in html
    assert 'href="https://x.kr/2"' in html
    assert "노트가 동기화한 뒤에 바뀌었습니다." in html
    elsewhere = evidence(Shown(3, ANSWER), sources_of(ANSWER), 2, None, tmp_path / "none")
    assert "노트 파일은 이 컴퓨터에 없습니다." in elsewhere
    bad = replace(ANSWER, hits=(HIT, replace(OTHER, url="javascript:alert(1)")))
    assert "javascript" not in evidence(Shown(3, bad), sources_of(bad), 2, None, tmp_path)


def test_the_nearest_places_have_no_bars(tmp_path: Path) -> None:
    html = evidence(Shown(3, MISS), sources_of(MISS), 1, NOTE, tmp_path)
    assert "답은 아니지만 가까운 곳" in html
    assert "--share" not in html and "<details" not in html
    assert 'class="note nearest"' in html


def test_a_linked_note_opens_at_its_heading(tmp_path: Path) -> None:
    html = linked("책/1.md", "# 1장\n\n## 절 A\n\n글\n", "절 a", tmp_path, lambda name: None)
    assert '<h4 class="h2"><mark>절 A</mark></h4>' in html
    assert "책/1.md:3" in html and 'href="#back"' in html
    assert "‘&lt;없다&gt;’ 노트가 없습니다." in missing("<없다>")


READY = Status(
    phase="ready",
    catalog=Catalog(10, 1_164, "2026-11-24T15:37:00+0900", (Book("책<", (Chapter(2, "장"),)),)),
    examples=("<무엇>인가?",),
)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (READY, "노트 10 · 문단 1,164 · 11.24 15:37"),
        (replace(READY, changed=True), "노트가 바뀌었습니다"),
        (replace(READY, problem="a < b"), "a &lt; b"),
        (replace(READY, problem="lost", korean="끊김"), '<span class="ko">끊김</span>'),
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
