"""Answers: quoted as they stand, cited, and the same as JSON."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from conftest import DATA

from qa import Answer, Citation, Hit, Notebook, Span
from qa.answers import cite, make_label

HIT_FIELDS = [
    *("text", "score", "rank", "path", "start", "end", "line", "end_line"),
    *("book", "chapter", "title", "headings", "label", "url", "links"),
]
ANSWER_FIELDS = [
    *("question", "found", "text", "spans", "citations", "confidence", "hits", "seconds"),
    *("context", "searched", "stale"),
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    with closing(Notebook.open(DATA, tmp_path_factory.mktemp("store"))) as notebook:
        yield notebook


def make_hit(path: str, label: str, url: str | None = None) -> Hit:
    return Hit("글", 1.0, 1, path, 0, 1, 1, 1, None, None, "제목", (), label, url)


def make_span(hit: int, line: int) -> Span:
    return Span("글", 0, 1, line, hit)


@pytest.mark.parametrize(
    ("book", "chapter", "title", "headings", "label"),
    [
        (
            *("쿠버네티스 모범 사례", 9, "네트워킹", ("9장 네트워킹", "9.1 원칙", "9.1.1 파드")),
            "쿠버네티스 모범 사례 › 9장 네트워킹 › 9.1 원칙 › 9.1.1 파드",
        ),
        (None, 9, "네트워킹", ("9.2 파드 네트워킹",), "9장 네트워킹 › 9.2 파드 네트워킹"),
        ("책", None, "훅", ("훅", "언제"), "책 › 훅 › 언제"),
        (None, 0, "머리말", (), "0장 머리말"),
        (None, None, "메모", (), "메모"),
    ],
)  # fmt: skip
def test_label(
    book: str | None, chapter: int | None, title: str, headings: tuple[str, ...], label: str
) -> None:
    assert make_label(book, chapter, title, headings) == label


def test_a_span_is_shown_with_what_it_stands_under() -> None:
    above = (("격리 수준:", 0, 6), ("REPEATABLE READ", 9, 24))
    assert Span("기본값이다.", 30, 36, 3, 1, above).shown == (
        "격리 수준 › REPEATABLE READ › 기본값이다."
    )
    assert Span("- 가\n- 나", 30, 37, 3, 1, above[:1]).shown == "격리 수준\n- 가\n- 나"
    assert make_span(1, 1).shown == "글"
    code = Span("f(\n      x\n    )", 30, 42, 3, 1, above[1:], margin="    ")
    assert code.shown == "REPEATABLE READ\nf(\n  x\n)"
    assert "margin" not in code.to_dict()


def test_one_citation_for_each_section() -> None:
    hits = (make_hit("a.md", "가 › 1"), make_hit("b.md", "가 › 1", "u"), make_hit("a.md", "가 › 1"))
    spans = (make_span(2, 7), make_span(1, 5), make_span(3, 3))
    assert cite(spans, hits) == (
        Citation(1, "가 › 1", "b.md", 7, "u"),
        Citation(2, "가 › 1", "a.md", 5, None),
    )
    assert cite((), hits) == ()


def from_json(text: str) -> Answer:
    fields = json.loads(text)
    hits = [Hit(**{**hit, "headings": tuple(hit["headings"])}) for hit in fields["hits"]]
    return Answer(
        **{
            **fields,
            "spans": tuple(
                Span(**{**span, "above": tuple(map(tuple, span["above"]))})
                for span in fields["spans"]
            ),
            "citations": tuple(Citation(**citation) for citation in fields["citations"]),
            "hits": tuple(hits),
            "stale": tuple(fields["stale"]),
        }
    )


def test_answer_as_json(notebook: Notebook) -> None:
    answer = notebook.ask("리소스 쿼터는 무엇을 제한해?", 2, history=["파드란?"], chapter=8)
    fields = answer.to_dict()
    assert from_json(json.dumps(fields, ensure_ascii=False)).to_dict() == fields
    assert list(fields) == ANSWER_FIELDS
    assert [list(hit) for hit in fields["hits"]] == [HIT_FIELDS] * 2
    assert list(make_span(1, 1).to_dict()) == [
        *("text", "start", "end", "line", "hit", "above", "score")
    ]
    citation = Citation(1, "가", "a.md", 5, None)
    assert citation.to_dict() == {
        **{"number": 1, "label": "가", "path": "a.md"},
        **{"line": 5, "url": None, "links": {"vscode": "", "obsidian": None}},
    }


def test_what_the_notes_do_not_say(notebook: Notebook) -> None:
    far = ["비행기 표는 어디서 사?", "오늘 날씨 어때?", "What is the capital of France?"]
    for answer in map(notebook.ask, far):
        assert (answer.found, answer.text, answer.spans, answer.citations) == (False, "", (), ())
        assert 0 <= answer.confidence < 0.5
        assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4, 5]
