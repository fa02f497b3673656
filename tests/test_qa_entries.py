"""The notes one by one, and the links that open them elsewhere."""

from pathlib import Path

import pytest
from conftest import write_notes

from index.errors import QuestionError
from qa import Links, Notebook, NoteMissing
from qa.links import links_to

NOTES = {
    "책/1장 물.md": "---\ntags: [가, 나]\nurl: https://x.test\n---\n# 1장 물\n\n물은 흐른다.\n",
    "책/2장 불.md": "# 2장 불\n\n불은 탄다.\n",
    "책 둘/2장 불.md": "# 2장 불\n\n불꽃.\n",
    "e\u0301.md": "글",
}


@pytest.fixture
def notebook(notes: Path) -> Notebook:
    write_notes(notes, NOTES)
    return Notebook.open(notes)


def test_entries(notebook: Notebook) -> None:
    assert [entry.path for entry in notebook.entries()] == sorted(NOTES)
    (water,) = notebook.entries(book="책", chapter=1)
    assert (water.title, water.tags, water.url) == ("물", ("가", "나"), "https://x.test")
    assert water.links == links_to(notebook.notes.resolve() / water.path, 1)
    assert notebook.entries(tag="나") == (water,)
    with pytest.raises(QuestionError, match="no book is called '칙'"):
        notebook.entries(book="칙")


def test_a_note_by_its_path_or_its_end(notebook: Notebook) -> None:
    for path in ("책/1장 물.md", "/책/1장 물.md", "1장 물.md", "1장 물", "책/1장 물"):
        assert notebook.note(path).path == "책/1장 물.md"
    assert notebook.note("1장 물").text == NOTES["책/1장 물.md"]
    assert notebook.note("\u00e9.md").path == "e\u0301.md"
    for path in ("2장 불", "장 물", "", "/", "../notes/1장 물.md", "물"):
        with pytest.raises(NoteMissing):
            notebook.note(path)
    with pytest.raises(NoteMissing, match="no such note; the nearest: 책/1장 물.md"):
        notebook.note("책/1장 뭉.md")


def test_a_note_that_was_deleted_since(notebook: Notebook) -> None:
    (notebook.notes / "책/2장 불.md").unlink()
    with pytest.raises(NoteMissing, match="was deleted since the last sync"):
        notebook.note("책/2장 불.md")


def test_links(tmp_path: Path) -> None:
    file = tmp_path / "vault" / "가 #1.md"
    place = f"{tmp_path.as_posix()}/vault/%EA%B0%80%20%231.md"
    assert links_to(file, 3) == Links(f"vscode://file{place}:3")
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    path = place.replace("/", "%2F")
    assert links_to(file, 3) == Links(f"vscode://file{place}:3", f"obsidian://open?path={path}")
    assert links_to(file, 3).at(12).vscode == f"vscode://file{place}:12"
    assert Links().at(3) == Links()


def test_every_hit_and_citation_has_links(notebook: Notebook) -> None:
    answer = notebook.ask("물은 어떻게 되나?")
    places = [(one.path, one.line, one.links) for one in answer.hits]
    places += [(one.path, one.line, one.links) for one in answer.citations]
    for path, line, links in places:
        assert links == links_to(notebook.notes.resolve() / path, line)


def test_the_state_changes_with_what_answers_depend_on(notebook: Notebook) -> None:
    seen = [notebook.state(), notebook.state()]
    assert seen[0] == seen[1]
    write_notes(notebook.notes, {"새.md": "새 글"})
    assert notebook.state() == seen[0]  # until it is taken in
    notebook.sync()
    seen.append(notebook.state())
    write_notes(notebook.notes, {"glossary.tsv": "물\twater\n"})
    seen.append(notebook.state())
    notebook.store.set_setting("calibration", "{}")
    seen.append(notebook.state())
    assert len(set(seen)) == 4
