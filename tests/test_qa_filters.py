"""Filters: names in any form, tags with those below them, folders, and what nobody is called."""

from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import ToyModel, write_notes

from index.errors import QuestionError
from index.store import Store
from index.store.sync import sync
from qa.filters import Filters
from qa.search import Searcher

ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
NOTES = {
    "바다/등대/밤.md": "---\ntags: [빛/노랑, 소리]\n---\n파드 하나",
    "바다/파도.md": "---\ntags: 빛\n---\n파드 둘",
    f"산 {ID}/길.md": "---\nbook: 산책\n---\n파드 셋",
}


@pytest.fixture
def searcher(notes: Path, store: Store, toy: ToyModel) -> Searcher:
    write_notes(notes, NOTES)
    sync(notes, store, toy)
    return Searcher(notes, store, toy)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(book="등대"), ["바다/등대/밤.md"]),
        (Filters(book=normalize("NFD", "등대")), ["바다/등대/밤.md"]),
        (Filters(tag="빛"), ["바다/등대/밤.md", "바다/파도.md"]),
        (Filters(tag="#빛/노랑"), ["바다/등대/밤.md"]),
        (Filters(folder="바다"), ["바다/등대/밤.md", "바다/파도.md"]),
        (Filters(folder="바다/등대/"), ["바다/등대/밤.md"]),
        (Filters(folder=normalize("NFD", "등대")), ["바다/등대/밤.md"]),
        (Filters(folder="산"), [f"산 {ID}/길.md"]),
        (Filters(folder="바다", tag="소리"), ["바다/등대/밤.md"]),
    ],
    ids=str,
)
def test_filters(searcher: Searcher, filters: Filters, expected: list[str]) -> None:
    assert sorted(hit.path for hit in searcher.search("파드", 9, filters)) == expected


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(book="등데"), "no book is called '등데'; the nearest: 등대"),
        (Filters(tag="노랑"), "no tag is called '노랑'; the nearest: 빛/노랑"),
        (
            Filters(folder="바더"),
            "no folder is called '바더'; the nearest: 바다",
        ),
    ],
    ids=str,
)
def test_unknown_names(searcher: Searcher, filters: Filters, message: str) -> None:
    with pytest.raises(QuestionError) as error:
        searcher.search("파드", 9, filters)
    assert str(error.value).startswith(message)


def test_a_book_that_is_a_folder(searcher: Searcher) -> None:
    with pytest.raises(QuestionError, match="it is a folder: --folder 산$"):
        searcher.search("파드", 9, Filters(book="산"))


DIARIES = {
    "일기/2025-07.md": "# 칠월\n\n## 2025-07-08 (화)\n\n파드 하나\n\n### 저녁\n\n파드 둘\n\n"
    "## 7/14 (월)\n\n파드 셋\n\n## 20일\n\n파드 넷\n",
    "a.md": "---\ntitle: 2024년 일기\n---\n## 7월 8일\n\n파드 다섯\n\n"
    "## July 14, 2023\n\n파드 여섯\n",
    "b.md": "---\ndate: 2025-07-14\n---\n## 1/2 지점\n\n파드 일곱\n\n## 3.11\n\n파드 여덟\n",
}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(day="2025-07-08"), ["파드 둘", "파드 하나"]),
        (Filters(day="-07-08"), ["파드 다섯", "파드 둘", "파드 하나"]),
        (Filters(day="-07-08", folder="일기"), ["파드 둘", "파드 하나"]),
        (Filters(day="2025-07-14"), ["파드 셋", "파드 여덟", "파드 일곱"]),
        (Filters(day="2023-07-14"), ["파드 여섯"]),
        (Filters(day="-07-20"), ["파드 넷"]),
        (Filters(day="-01-02"), []),
        (Filters(day="-03-11"), []),
    ],
    ids=str,
)
def test_a_day(
    notes: Path, store: Store, toy: ToyModel, filters: Filters, expected: list[str]
) -> None:
    write_notes(notes, DIARIES)
    sync(notes, store, toy)
    found = Searcher(notes, store, toy).search("파드", 9, filters)
    assert sorted(hit.text for hit in found) == expected
    with store.engine.reading() as state:
        assert {row[0] for row in state.entries(filters.scope(state))} <= {"b.md"}
