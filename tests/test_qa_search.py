"""Search: filters, order and places of hits."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from conftest import write_notes

from index.errors import QuestionError
from qa import Notebook, search
from qa.search import Filters, Parts, _apart

REDIS = """---
book: 캐시 책
chapter: 1
title: 레디스
tags: [redis, 캐시]
url: https://example.com/1
---

# 1장 레디스

## 1.1 자료 구조

레디스는 데이터를 메모리에 저장한다. 기본 포트는 6379다.

## 1.2 만료

- 만료 시간은 EXPIRE 명령으로 정함
"""
KAFKA = (
    "---\r\nbook: 캐시 책\r\nchapter: 2\r\ntags: kafka, 큐\r\n---\r\n\r\n# 2장 카프카\r\n\r\n"
    "카프카는 데이터를 파티션에 저장한다.\r\n"
)
HOOKS = "# 훅 👍\n\n훅은 데이터를 상태로 저장한다.\n"
COPY = "---\nbook: 사본\nchapter: 7\ntitle: 같은 글\n---\n\n볼륨은 파드보다 오래 산다.\n"
NOTES: dict[str, str | bytes] = {
    "책/01-레디스.md": REDIS,
    "책/02-카프카.md": KAFKA.encode("utf-8-sig"),
    "리액트/훅.md": HOOKS,
    "나.md": COPY,
    "가.md": COPY,
}
SECTIONS = [
    ("가.md", 7),
    ("나.md", 7),
    ("리액트/훅.md", 3),
    ("책/01-레디스.md", 13),
    ("책/01-레디스.md", 17),
    ("책/02-카프카.md", 9),
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    folder = tmp_path_factory.mktemp("search") / "notes"
    write_notes(folder, NOTES)
    with closing(Notebook.open(folder)) as notebook:
        yield notebook


def found(notebook: Notebook, filters: Filters) -> list[tuple[str, int]]:
    narrowed = (filters.book, filters.chapter, filters.tag, filters.folder)
    hits = notebook.search("데이터는 어디에 저장해?", 10, *narrowed)
    return sorted((hit.path, hit.line) for hit in hits)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), SECTIONS),
        (Filters(book="캐시 책"), SECTIONS[3:]),
        (Filters(book="리액트"), SECTIONS[2:3]),
        (Filters(chapter=1), SECTIONS[3:5]),
        (Filters(tag="큐"), SECTIONS[5:]),
        (Filters(tag="캐시"), SECTIONS[3:5]),
        (Filters("캐시 책", 2, "kafka"), SECTIONS[5:]),
        (Filters("캐시 책", 2, "캐시"), []),
        (Filters(chapter=0), []),
    ],
    ids=str,
)
def test_filters(notebook: Notebook, filters: Filters, expected: list[tuple[str, int]]) -> None:
    assert found(notebook, filters) == expected


def test_first_hit(notebook: Notebook) -> None:
    hit = notebook.search("만료 시간은 어떤 명령으로 정해?")[0]
    values, place = hit.to_dict(), quote(str((notebook.notes / hit.path).resolve()).lstrip("/"))
    assert values.pop("score") > 0
    assert values == {
        "text": "- 만료 시간은 EXPIRE 명령으로 정함",
        "rank": 1,
        "path": "책/01-레디스.md",
        "start": REDIS.index("- 만료"),
        "end": REDIS.index("정함") + 2,
        "line": 17,
        "end_line": 17,
        "book": "캐시 책",
        "chapter": 1,
        "title": "레디스",
        "headings": ("1장 레디스", "1.2 만료"),
        "label": "캐시 책 › 1장 레디스 › 1.2 만료",
        "url": "https://example.com/1",
        "links": {"vscode": f"vscode://file/{place}:17", "obsidian": None},
    }


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("레디스 기본 포트", "책/01-레디스.md"),
        ("EXPIRE", "책/01-레디스.md"),
        ("What does Kafka store data in?", "책/02-카프카.md"),
        ("훅", "리액트/훅.md"),
    ],
)
def test_best_note(notebook: Notebook, question: str, path: str) -> None:
    assert notebook.search(question)[0].path == path


def test_hits_are_pieces_of_their_source(notebook: Notebook) -> None:
    hits = notebook.search("데이터는 어디에 저장해?", 10)
    assert len(hits) == len(SECTIONS)
    for hit in hits:
        source = (notebook.notes / hit.path).read_bytes().decode("utf-8-sig")
        assert source[hit.start : hit.end] == hit.text
        assert source[: hit.start].count("\n") + 1 == hit.line
        assert source[: hit.end].count("\n") + 1 == hit.end_line


def test_order_is_that_of_the_score_then_of_the_path(notebook: Notebook) -> None:
    hits = notebook.search("볼륨은 얼마나 오래 살아?", 10)
    assert [hit.path for hit in hits[:2]] == ["가.md", "나.md"]
    assert hits[0].score == hits[1].score > hits[2].score
    assert [hit.rank for hit in hits] == list(range(1, 7))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert notebook.search("볼륨은 얼마나 오래 살아?", 10) == hits


@pytest.mark.parametrize("k", [1, 2, 5, 6, 100])
def test_k(notebook: Notebook, k: int) -> None:
    hits = notebook.search("볼륨은 얼마나 오래 살아?", k)
    assert hits == notebook.search("볼륨은 얼마나 오래 살아?", 100)[:k]
    assert len(hits) == min(k, 6)


@pytest.mark.parametrize("k", [0, -1, 101])
def test_k_out_of_range(notebook: Notebook, k: int) -> None:
    with pytest.raises(QuestionError, match=f"^k is {k}; 1 to 100 passages can be asked for$"):
        notebook.search("볼륨", k)


@pytest.mark.parametrize("chapter", [-1, 10_000, 10**30])
def test_chapter_out_of_range(notebook: Notebook, chapter: int) -> None:
    with pytest.raises(QuestionError, match=f"^chapter is {chapter}; it may be 0 to 9999$"):
        notebook.search("볼륨", chapter=chapter)


def test_broken_name(notebook: Notebook) -> None:
    with pytest.raises(QuestionError, match="^the book, tag or folder holds a broken character"):
        notebook.search("볼륨", tag="\udcff")


def test_a_text_in_two_notes_of_which_one_is_filtered_out(notes: Path) -> None:
    write_notes(notes, {"a.md": COPY, "b.md": COPY.replace("사본", "원본")})
    with closing(Notebook.open(notes)) as notebook:
        (hit,) = notebook.search("볼륨", book="원본")
    assert (hit.path, hit.rank) == ("b.md", 1)


_CHAPTERS = [
    "5장 데드락: 네 조건",
    "5장 라우팅: 세 방식",
    "5장 정규화: 네 단계",
    "5장 캐시: 두 정책",
]


@pytest.mark.parametrize(
    ("weight", "lines", "question"),
    [
        ("MEANT", _CHAPTERS, "서로 상대가 쥔 걸 놓기만 기다리다 아무도 못 나아가는 것"),
        ("MEANT", _CHAPTERS, "everyone waits for what another one holds and nobody moves"),
        (
            "SAID",
            ["스냅샷으로 롤백한다.", "정렬은 퀵 정렬이다.", "큐는 순서를 지킨다."],
            "망가지기 전으로 되돌리려면?",
        ),
        (
            "UNIT_SAID",
            ["락을 건다. 큐는 순서다.", "큐는 락이 없다. 정렬한다.", "정렬은 퀵 정렬이다."],
            "자물쇠를 채우려면?",
        ),
    ],
)
def test_other_words_than_the_notes_are_understood(
    weight: str, lines: list[str], question: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the dictionary, of what a term means; by the table, of what its words are asked for by."""
    write_notes(tmp_path / "notes", {f"{n}.md": f"{line}\n" for n, line in enumerate(lines)})
    with closing(Notebook.open(tmp_path / "notes", tmp_path / "store")) as notebook:
        with_it = notebook.search(question, k=4)
        monkeypatch.setattr(search, weight, 0.0)
        without = notebook.search(question, k=4)
    assert with_it[0].path == "0.md"
    assert with_it[0].score - with_it[1].score > without[0].score - without[1].score


def test_one_sentence_that_has_all_words_is_better_than_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["노드를 비울 때 파드를 옮긴다. 볼륨은 남는다.", "노드는 크다. 비울 때 파드를 옮긴다."]
    write_notes(tmp_path / "notes", {f"{n}.md": f"{line}\n" for n, line in enumerate(lines)})
    with closing(Notebook.open(tmp_path / "notes", tmp_path / "store")) as notebook:
        with_it = notebook.search("노드를 비울 때 파드는?")
        monkeypatch.setattr(search, "SHARE", 0.0)
        without = notebook.search("노드를 비울 때 파드는?")
    assert with_it[0].path == "0.md"
    assert with_it[0].score - with_it[1].score > without[0].score - without[1].score


def test_of_passages_below_one_heading_the_one_with_the_nearest_sentence_is_best() -> None:
    parts = {content: Parts(2.0, 0.0, 0.0) for content in (1, 2, 3, 4)}
    heading = 0.8
    cosines = {1: [0.3, heading], 2: [0.5, 0.1, heading], 3: [0.4, 0.6], 4: []}
    found = _apart(parts, {n: np.array(own, np.float64) for n, own in cosines.items()}, 0.1)
    assert {n: round(part.apart, 6) for n, part in found.items()} == {1: 2.0, 2: 0.0, 3: 0.0}
    assert found[2].cosines == (0.5, 0.1, heading)
    assert max(found, key=lambda n: found[n].score(0.0)) == 2
