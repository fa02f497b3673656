"""Reading a questions file; the questions on the sample notes, and the notes themselves."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA

from index.errors import QuestionError
from index.passages.chunks import split_note
from index.passages.units import units
from index.reading.notes import Note
from qa.evaluation.questions import Question, read_questions

KUBERNETES, REACT = "쿠버네티스 모범 사례", "러닝 리액트"
LEAST = {"paraphrase": 60, "keyword": 30, "english": 30, "unanswerable": 30}
LANGUAGES = {"paraphrase": {"ko"}, "keyword": {"ko"}, "english": {"en"}}


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_ten_notes(sample_notes: dict[str, Note]) -> None:
    metas = [note.meta for note in sample_notes.values()]
    assert sorted((meta.book, meta.chapter) for meta in metas) == [
        (REACT, 12),
        *((KUBERNETES, chapter) for chapter in range(1, 10)),
    ]
    lengths = {path: len(note.text) for path, note in sample_notes.items()}
    assert {path: n for path, n in lengths.items() if not 2_500 <= n <= 6_000} == {}
    assert [
        note.path for note in sample_notes.values() if note.notices or note.encoding != "utf-8"
    ] == []


def test_enough_questions_of_each_kind(questions: list[dict[str, Any]]) -> None:
    counts = Counter(question["kind"] for question in questions)
    assert set(counts) == set(LEAST)
    assert {kind: n for kind, n in counts.items() if n < LEAST[kind]} == {}
    assert len(questions) >= 150
    asked = {kind: {q["lang"] for q in questions if q["kind"] == kind} for kind in [*LANGUAGES]}
    assert asked == LANGUAGES


def test_no_question_twice(questions: list[dict[str, Any]]) -> None:
    counts = Counter("".join(filter(str.isalnum, q["q"].casefold())) for q in questions)
    assert [question for question, count in counts.items() if count > 1] == []


def test_fields(questions: list[dict[str, Any]], sample_notes: dict[str, Note]) -> None:
    for question in questions:
        assert sorted(question) == ["answer", "chapter", "kind", "lang", "path", "q"]
        place = [question["path"], question["answer"], question["chapter"]]
        if question["kind"] == "unanswerable":
            assert place == [None, None, None]
        else:
            assert question["chapter"] == sample_notes[question["path"]].meta.chapter


def test_an_answer_stands_once_in_one_unit(
    questions: list[dict[str, Any]], sample_notes: dict[str, Note]
) -> None:
    shown = {path: extents(note) for path, note in sample_notes.items()}
    gold = [(q["path"], q["answer"]) for q in questions if q["path"]]
    assert [answer for path, answer in gold if sample_notes[path].text.count(answer) != 1] == []
    places = [(path, sample_notes[path].text.index(answer), answer) for path, answer in gold]
    assert [
        answer
        for path, place, answer in places
        if not any(start <= place and place + len(answer) <= end for start, end in shown[path])
    ] == []


def extents(note: Note) -> list[tuple[int, int]]:
    return [
        (chunk.start + unit.start, chunk.start + unit.end)
        for chunk in split_note(note)
        for unit in units(chunk.text, chunk.layout)
    ]


def test_read(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    lines = [
        '{"q": "파드란?", "path": "a.md", "answer": "가장 작은", "kind": "keyword", "lang": "ko"}',
        "",
        '{"q": "What is a pod?", "paths": ["a.md", "b.md"], "path": "b.md", "chapter": 3}\r',
        '{"q": "김치\u2028찌개?", "path": null, "paths": null, "answer": null, "kind": ""}',
    ]
    file.write_text("\ufeff" + "\n".join(lines), encoding="utf-8", newline="")
    first, second, third = read_questions(file)
    assert first == Question("파드란?", ("a.md",), "가장 작은", "keyword", "ko", f"{file}:1")
    assert second == Question("What is a pod?", ("b.md", "a.md"), None, place=f"{file}:3")
    assert third == Question("김치\u2028찌개?", (), None, place=f"{file}:4")
    assert [first.language, second.language, third.language] == ["ko", "en", "ko"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "not JSON ("),
        ("3", '3 is no JSON object; expected one such as {"q": "…"}'),
        ("{}", 'no question; expected it as a text under "q"'),
        ('{"q": ""}', 'no question; expected it as a text under "q"'),
        ('{"q": ["가"]}', '"q" is ["가"]; expected a text'),
        ('{"q": "a", "path": 3}', '"path" is 3; expected a text'),
        ('{"q": "a", "lang": false}', '"lang" is false; expected a text'),
        ('{"q": "a", "paths": "b.md"}', '"paths" is "b.md"; expected a list of texts'),
        ('{"q": "a", "paths": [1]}', '"paths" is [1]; expected a list of texts'),
        (
            '{"q": "a", "answer": "b"}',
            'an "answer" but no "path"; name the note that holds it, or leave the answer out',
        ),
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_line(tmp_path: Path, line: str, problem: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f'{{"q": "ok"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(QuestionError) as error:
        read_questions(file)
    assert str(error.value).startswith(f"{file}:2: {problem}")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read ("),
        ("파드".encode("cp949"), "cannot be read ('utf-8' codec"),
        (b"\n \n", 'holds no question; expected lines such as {"q": "…"}'),
    ],
)
def test_a_bad_file(tmp_path: Path, content: bytes | None, problem: str) -> None:
    file = tmp_path / "q.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(QuestionError) as error:
        read_questions(file)
    assert str(error.value).startswith(f"{file} {problem}")
