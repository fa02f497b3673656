"""What a notebook says it holds, and the note around a hit."""

from pathlib import Path

import pytest
from conftest import ToyModel, write_notes

from index.store import Store
from qa import Catalog, Notebook
from qa.catalog import Book, Chapter
from qa.source import read_source

NOTES = {
    "나 책/02-둘.md": "# 2장 둘\n\n## 2.1 서비스\n\n서비스 글.\n\n## 2.2 볼륨\n\n볼륨 글.\n",
    "나 책/01-하나.md": "# 1장 하나\n\n파드 글.\n",
    "가 책/머리말.md": "파드 머리말.\n",
    "책 없이.md": "볼륨.\n",
}


@pytest.fixture
def notebook(notes: Path, store: Store, toy: ToyModel) -> Notebook:
    write_notes(notes, NOTES)
    notebook = Notebook(notes, store, toy)
    notebook.sync()
    return notebook


def test_an_empty_notebook_holds_nothing(notes: Path, store: Store, toy: ToyModel) -> None:
    assert Notebook(notes, store, toy).catalog() == Catalog()


def test_books_chapters_and_headings(notebook: Notebook) -> None:
    catalog = notebook.catalog()
    assert (catalog.notes, catalog.passages) == (4, 5)
    assert catalog.synced is not None
    assert catalog.books == (
        Book("가 책", ()),
        Book("나 책", (Chapter(1, "하나"), Chapter(2, "둘"))),
    )
    assert catalog.headings == (
        ("나 책/01-하나.md", "1장 하나"),
        ("나 책/02-둘.md", "2.1 서비스"),
        ("나 책/02-둘.md", "2.2 볼륨"),
    )


def test_a_changed_file_is_noticed(notebook: Notebook, notes: Path) -> None:
    assert notebook.has_changed() is False
    write_notes(notes, {"새.md": "파드.\n"})
    assert notebook.has_changed() is True


def test_the_note_around_a_hit(notebook: Notebook, notes: Path, tmp_path: Path) -> None:
    (hit, *_) = notebook.search("서비스")
    path = "나 책/02-둘.md"
    assert read_source(notes, hit) == NOTES[path]
    write_notes(notes, {path: "새 줄\n" + NOTES[path]})
    assert read_source(notes, hit) is None
    write_notes(notes, {path: b"\0"})
    assert read_source(notes, hit) is None
    (notes / path).unlink()
    assert read_source(notes, hit) is None
    outside = tmp_path / "outside.md"
    outside.write_text(NOTES[path], encoding="utf-8")
    (notes / path).symlink_to(outside)
    assert read_source(notes, hit) is None
