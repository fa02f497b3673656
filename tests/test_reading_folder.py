"""The notes folder: which files are notes, and that nothing outside it is ever read."""

import os
from pathlib import Path

import pytest
from conftest import ToyModel, write_notes

from index.errors import FolderError, NoteError
from index.reading.excludes import CONFLICT, DRAWING, FOREIGN, TEMPLATE
from index.reading.folder import File, list_notes, read_bytes, survey
from index.reading.notices import Notice
from index.reading.reasons import told
from index.reading.text import MAX_BYTES
from index.store import Store
from index.store.sync import sync


def listed(notes: Path) -> list[str]:
    return [file.path for file in list_notes(notes)]


def test_what_is_a_note(notes: Path) -> None:
    write_notes(
        notes,
        {
            **{"a.txt": "", "B.MARKDOWN": "", "책/9.Md": "", "이름.md/속.md": ""},
            **{
                "c.rst": "",
                "c.hwp": "",
                ".d.md": "",
                ".obsidian/e.md": "",
                "md": "",
                "glossary.tsv": "",
                "f.md~": "",
            },
        },
    )
    assert listed(notes) == ["B.MARKDOWN", "a.txt", "c.rst", "이름.md/속.md", "책/9.Md"]


def test_links(notes: Path) -> None:
    """One that stays inside is a note; linked folders are not entered, and loops do not matter."""
    write_notes(notes, {"책/a.md": "파드"})
    write_notes(notes.parent, {"밖.md": "볼륨"})
    links = {
        **{"안.md": "책/a.md", "밖.md": "../밖.md", "끊김.md": "없음.md", "고리.md": "고리.md"},
        **{"책/위": "..", "폴더": "책", "밖": "..", "장치.md": "/dev/zero"},
    }
    for name, target in links.items():
        (notes / name).symlink_to(target)
    os.mkfifo(notes / "파이프.md")
    assert listed(notes) == ["안.md", "책/a.md"]


def test_a_file_that_becomes_something_else_after_it_was_listed(notes: Path) -> None:
    write_notes(notes, {"a.md": "파드", "b.md": "파드", "c.md": "파드", "d.md": "파드"})
    write_notes(notes.parent, {"밖.md": "볼륨"})
    a, b, c, d = list_notes(notes)
    for name in ("a.md", "b.md", "d.md"):
        (notes / name).unlink()
    (notes / "a.md").symlink_to(notes.parent / "밖.md")
    os.mkfifo(notes / "b.md")
    with (notes / "c.md").open("wb") as file:
        file.truncate(MAX_BYTES + 9)
    for file_, reason in [
        (a, told("outside")),
        (b, told("no file")),
        (c, told("bytes", size=6, most=20_000_000)),
        (File("../밖.md", 1, 1), told("outside")),
    ]:
        with pytest.raises(NoteError) as error:
            read_bytes(notes, file_)
        assert error.value.reason == reason
    with pytest.raises(FileNotFoundError):
        read_bytes(notes, d)


def test_a_folder_that_cannot_be_looked_into(
    notes: Path, store: Store, toy: ToyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may look everywhere, so the refusal is played."""
    write_notes(notes, {"a.md": "파드", "책/b.md": "볼륨"})
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "책":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = sync(notes, store, toy)
    assert report.added == ("a.md",)
    assert report.failed == (Notice("책", told("unlistable", why="Permission denied")),)


def test_a_very_deep_folder(notes: Path) -> None:
    path = ""
    for _ in range(400):
        path += "d/"
        (notes / path).mkdir()
    (notes / path / "a.md").touch()
    assert listed(notes) == [f"{path}a.md"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(
        FolderError, match="does not exist; make it and put .md files in it, or give "
    ):
        list_notes(tmp_path / "없음")


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    write_notes(tmp_path, {"노트.md": ""})
    with pytest.raises(FolderError, match="is a file; give the folder that holds it: --notes /"):
        list_notes(tmp_path / "노트.md")


def test_what_is_left_out_and_what_is_of_another_kind(notes: Path) -> None:
    write_notes(
        notes,
        {
            **{"여행.md": "# 여행\n부산", "여행 2.md": "# 여행\n대구", "여행 3.md": "# 셋째 날\n"},
            **{
                "여행 (conflicted copy 2023-01-02).md": "",
                "여행.sync-conflict-20230102-1-A.md": "",
            },
            **{"템플릿/하루.md": "", "node_modules/a/b.md": "", "도면.excalidraw.md": ""},
            **{"~$여행.docx": "", "#여행.md#": "", ".trash/옛.md": "", "여행.md~": ""},
            **{"보고.hwp": "", "발표.hwp": "", "편지.pages": "", "사진.png": ""},
            **{"비밀/일기.md": "", "초고/a.md": "", "초고/b.tmp.md": ""},
            ".obsidianignore": "비밀/\n",
            "galpi.toml": 'exclude = ["*.tmp.md"]\n',
        },
    )
    found = survey(notes)
    assert [file.path for file in found.files] == ["여행 3.md", "여행.md", "초고/a.md"]
    assert {notice.path: notice.reason for notice in found.left_out} == {
        "node_modules": FOREIGN,
        "도면.excalidraw.md": DRAWING,
        "비밀": ".obsidianignore 에 적힘 · named by .obsidianignore",
        "여행 (conflicted copy 2023-01-02).md": CONFLICT,
        "여행 2.md": CONFLICT,
        "여행.sync-conflict-20230102-1-A.md": CONFLICT,
        "초고/b.tmp.md": "galpi.toml 에 적힘 · named by galpi.toml",
        "템플릿": TEMPLATE,
    }
    assert found.unread == {".hwp": 2, ".pages": 1}


def test_settings_that_cannot_be_read(notes: Path) -> None:
    write_notes(notes, {"galpi.toml": "exclude = ["})
    with pytest.raises(FolderError, match="galpi.toml cannot be read .*; write it as TOML, "):
        survey(notes)


def test_templates_can_be_read_too(notes: Path) -> None:
    write_notes(notes, {"템플릿/하루.md": "", "galpi.toml": "templates = true"})
    assert listed(notes) == ["템플릿/하루.md"]
