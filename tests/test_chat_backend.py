"""The notebook behind the tabs, and what goes between it and a page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import write_notes
from test_chat_server import NOTES

from chat.page.status import Status
from chat.server.backend import Backend
from chat.server.errors import NotReady, told
from chat.server.sent import Sent
from index.reading import reasons
from qa import Notebook, NotesError, QuestionError


def test_the_backend_from_an_empty_folder_to_a_broken_note(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    backend = Backend(lambda progress: Notebook.open(folder, progress=progress))
    assert backend.status() == Status()
    backend.start()
    assert backend.status().phase == "empty"
    assert f"the notes folder {folder} does not exist" in (backend.status().problem or "")
    with pytest.raises(NotReady, match="there are no notes yet"):
        _ = backend.notebook
    write_notes(folder, {**NOTES, "broken.md": b"\x00\x01"})
    assert [notice.path for notice in backend.sync().failed] == ["broken.md"]
    status = backend.status()
    assert (status.phase, status.catalog.notes, status.changed) == ("ready", 2, False)
    assert status.failed == (("broken.md", reasons.told("nul")),)


def test_a_folder_that_changes_is_noticed_and_a_broken_note_does_not_look_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.server.backend.LOOK_EVERY", 0)
    write_notes(tmp_path / "notes", {**NOTES, "broken.md": b"\x00\x01"})
    backend = Backend(lambda progress: Notebook.open(tmp_path / "notes", progress=progress))
    backend.start()
    assert backend.status().changed is False
    write_notes(tmp_path / "notes", {"새.md": "# 새 노트\n\n새 문장이다.\n"})
    backend._look_at = 0
    assert backend.status().changed is True
    assert backend.sync().added == ("새.md",)
    backend._look_at = 0
    assert (backend.status().changed, backend.status().catalog.notes) == (False, 3)


@pytest.mark.parametrize(
    "sent",
    [None, [], "x", {}, {"key": ["a"]}, {"key": "../x"}, {"key": "", "book": 1, "chapter": "2"}],
)
def test_what_a_page_sends_is_checked(sent: Any) -> None:
    first, second = Sent.of(sent), Sent.of(sent)
    assert first.key != second.key
    assert replace(first, key="") == Sent("")


def test_what_a_page_sends_is_understood() -> None:
    key = "0123456789abcdef" * 2
    sent = {"key": key, "book": "책", "chapter": 3, "turn": 1, "number": 2, "good": True}
    sent["name"] = "노트"
    assert Sent.of(sent) == Sent(key, 1, 2, "노트", True, "책", 3)
    from gradio import EventData  # not before the chat has said what it is not to do

    assert Sent.of(EventData(None, sent)) == Sent(key, 1, 2, "노트", True, "책", 3)


@pytest.mark.parametrize(
    ("error", "question", "shown"),
    [
        (QuestionError("the question is empty"), " ?? ", "질문을 입력해 주세요."),
        (QuestionError("no such book", "그런 책이 없습니다."), "가", "그런 책이 없습니다."),
        (QuestionError("깨졌습니다 · is broken"), "가", "깨졌습니다"),
        (QuestionError("odd"), "가", "질문을 읽지 못했습니다. 고쳐서 다시 물어보세요."),
        (NotReady("opening"), "가", "준비 중입니다. 곧 다시 물어보세요."),
        (NotesError("disk <full>"), "가", "답하지 못했습니다. 다시 물어보세요."),
    ],
)
def test_an_error_is_told_in_one_language(error: NotesError, question: str, shown: str) -> None:
    html = told(error, question)
    assert f'<span class="ko">{shown}</span>' in html
    korean, _, english = html.partition('<span class="en">')
    assert not any("a" <= letter <= "z" for letter in shown)
    assert not any("가" <= letter <= "힣" for letter in english)
    assert "<full>" not in html
