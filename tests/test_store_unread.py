"""Sync of notes and folders that cannot be read: each is told, and the others are taken in."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ToyModel, write_notes

from index.errors import FolderError
from index.language import half
from index.log import LOG
from index.reading.excludes import TEMPLATE
from index.reading.notices import Notice
from index.reading.reasons import told
from index.reading.text import MAX_BYTES
from index.store import Store
from index.store.report import SyncReport
from index.store.sync import sync


def test_a_failing_note_never_stops_the_others(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(
        notes,
        {
            "가.md": "파드",
            "그림.md": b"\x89PNG\0",
            "옛날.md": "서비스를 쓴다.".encode("cp949"),
            "잡음.md": b"\xff\xfe\xfd",
            "폴더.md/속.md": "볼륨",
        },
    )
    with (notes / "큰.md").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert sync(notes, store, toy).timed(0) == SyncReport(
        added=("가.md", "옛날.md", "폴더.md/속.md"),
        failed=(
            Notice("그림.md", told("nul")),
            Notice("잡음.md", told("bom", encoding="utf-16", byte=2)),
            Notice("큰.md", told("bytes", size=20_000_001, most=20_000_000)),
        ),
        notices=(Notice("옛날.md", told("legacy", encoding="cp949")),),
        embedded=3,
    )


def test_a_name_that_is_not_utf8_is_told(
    notes: Path, store: Store, toy: ToyModel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", LOG.name)  # who reports on tests takes UTF-8 alone
    name = os.fsdecode("노트.md".encode("cp949"))
    write_notes(notes, {"가.md": "파드", name: "파드"})
    report = sync(notes, store, toy)
    assert report.failed == (Notice(name, told("name")),)
    assert report.added == ("가.md",)


def test_an_empty_folder(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"README.hwp": "파드"})
    with pytest.raises(FolderError) as error:
        sync(notes, store, toy)
    assert str(error.value) == (
        f"{notes}에 노트가 없습니다(.md, .html, .pdf처럼 읽을 수 있는 파일이 없음 (.hwp 1)). "
        "넣거나 --notes로 다른 폴더를 주세요 · "
        f"no notes in {notes}: it holds no file such as .md, .html or .pdf (.hwp 1); "
        "put some there, or give another folder with --notes"
    )
    assert store.is_new()


def test_no_folder(tmp_path: Path, toy: ToyModel) -> None:
    with closing(Store(tmp_path / ".galpi", tmp_path / "없음")) as store:
        with pytest.raises(FolderError) as error:
            sync(tmp_path / "없음", store, toy)
    assert half(str(error.value), korean=False) == (
        f"the notes folder {tmp_path / '없음'} does not exist; make it and put .md files in it, "
        "or give another with --notes"
    )


def test_a_library_that_is_missing_is_told_in_one_line(
    notes: Path, store: Store, toy: ToyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(notes, {"a.md": "파드", "b.pdf": "", "c.pdf": ""})
    monkeypatch.setattr("index.reading.folder.missing", lambda suffix: suffix == ".pdf")
    report = sync(notes, store, toy)
    assert (report.failed, report.not_read()) == (
        (),
        "읽지 않은 파일 2개 · 2 files not read: .pdf 2 "
        '(galpi[files]: pip install -c constraints.txt -e ".[files]")',
    )


def test_what_was_not_read_is_told(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": "파드", "b.hwp": "", "c.hwp": "", "d.pages": "", "템플릿/e.md": ""})
    for _ in range(2):
        report = sync(notes, store, toy)
        assert report.not_read() == "읽지 않은 파일 3개 · 3 files not read: .hwp 2, .pages 1"
        assert report.left_out == (Notice("템플릿", TEMPLATE),)
