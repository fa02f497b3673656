"""Sections of the notes, which of them are near one another, and where they lie on a map."""

from pathlib import Path

import numpy as np
import pytest
from conftest import ToyModel, write_notes

from index.store import Store
from index.store.sync import sync
from qa.atlas import Atlas
from qa.sections import Section

# The toy model counts 파드, 서비스 and 볼륨.
NOTES = {
    "쿠버/02-둘.md": "---\ntags: [b, a]\ndate: 2026-03-05\n---\n# 둘\n\n## 서비스\n\n서비스다.\n",
    "쿠버/01-하나.md": (
        "머리말 파드.\n\n## 파드\n\n파드 하나.\n\n파드 둘.\n\n### 볼륨\n\n볼륨이다.\n"
    ),
    "혼자.md": "# 혼자\n\n파드와 볼륨. 볼륨과 파드.\n",
}


@pytest.fixture
def atlas(notes: Path, store: Store, toy: ToyModel) -> Atlas:
    write_notes(notes, NOTES)
    sync(notes, store, toy)
    return Atlas.load(store)


def names(atlas: Atlas, numbers: list[int]) -> list[tuple[str, str]]:
    sections = [atlas.sections[number] for number in numbers]
    return [(section.note.path, section.name) for section in sections]


def test_notes_and_sections_in_the_order_of_books_chapters_and_text(atlas: Atlas) -> None:
    assert [(n.path, n.title, n.book, n.chapter, n.passages) for n in atlas.notes] == [
        ("쿠버/01-하나.md", "하나", "쿠버", 1, 3),
        ("쿠버/02-둘.md", "둘", "쿠버", 2, 1),
        ("혼자.md", "혼자", None, None, 1),
    ]
    assert (atlas.notes[1].tags, atlas.notes[1].date) == (("b", "a"), "2026-03-05")
    assert [(section.headings, section.name) for section in atlas.sections] == [
        ((), "하나"),
        (("파드",), "파드"),
        (("파드", "볼륨"), "볼륨"),
        (("둘", "서비스"), "서비스"),
        (("혼자",), "혼자"),
    ]
    first = NOTES["쿠버/01-하나.md"]
    assert [section.start for section in atlas.sections[:3]] == [
        first.index(text) for text in ("머리말", "파드 하나", "볼륨이")
    ]


def test_a_place_lies_in_the_section_before_it(atlas: Atlas) -> None:
    text = NOTES["쿠버/01-하나.md"]
    places = [atlas.at("쿠버/01-하나.md", text.index(word)) for word in ("머리말", "둘.", "볼륨이")]
    assert places == [0, 1, 2]
    assert atlas.at("쿠버/01-하나.md", 10_000) == 2
    assert atlas.at("없다.md", 0) is None
    assert (atlas.of("쿠버/01-하나.md"), atlas.of("없다.md")) == ([0, 1, 2], [])


def test_the_nearest_sections_come_first_and_never_the_section_itself(atlas: Atlas) -> None:
    assert names(atlas, atlas.nearest(1, 2)) == [("쿠버/01-하나.md", "하나"), ("혼자.md", "혼자")]
    assert len(atlas.nearest(0, 10)) == 4
    assert 0 not in atlas.nearest(0, 10)


def test_points_fill_the_map_and_are_the_same_for_the_same_notes(
    atlas: Atlas, store: Store
) -> None:
    points = atlas.points
    assert points.shape == (5, 2)
    assert (points.min(), points.max()) == (0.0, 1.0)
    assert np.array_equal(points[0], points[1])  # both speak of 파드 alone
    assert np.array_equal(Atlas.load(store).points, points)


def test_a_map_of_little(atlas: Atlas) -> None:
    one: tuple[Section, ...] = atlas.sections[:1]
    assert Atlas(atlas.notes, one, atlas.vectors[:1]).points.tolist() == [[0.5, 0.5]]
    empty = Atlas((), (), np.zeros((0, 0), np.float32))
    assert (empty.points.shape, empty.at("a.md", 0)) == ((0, 2), None)
