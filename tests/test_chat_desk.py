"""What the page says of the notes at hand, and what it takes from a browser."""

import json
import time
from base64 import b64encode
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import write_notes

from chat.page.evidence import linked
from chat.page.near import next_questions, related
from chat.page.outline import outline
from chat.page.taken import report
from chat.page.weeks import Weeks, weeks
from chat.server.asked import MAX_BYTES, file_of, note_asked, read_asked
from chat.server.backend import Backend
from chat.server.desk import Desk
from chat.server.options import Options
from chat.server.parcel import MAX_FILES, Parcel, TooMuch
from qa import Given, Notebook, Outcome, Taken
from qa.sections import Listed, Section

NOTE = Listed("책/1 <장>.md", "장 <1>", "책", 1, (), None, 0, 3)
TEXT = "머리\n\n## 가\n\n첫 글\n\n## 나\n\n### 다\n\n둘째 글\n"
SECTIONS = (
    Section(NOTE, (), 0, 1, (1,)),
    Section(NOTE, ("가",), TEXT.index("첫"), 5, (2,)),
    Section(NOTE, ("나", "다"), TEXT.index("둘째"), 11, (3,)),
)


def shown(heading: str, at: int | None) -> str:
    headings = outline(SECTIONS, at)
    return linked(NOTE.path, TEXT, heading, Path("/n"), lambda name: None, at, headings)


def test_an_open_note_has_an_outline_and_marks_the_heading_it_was_opened_at() -> None:
    html = shown("다", SECTIONS[2].start)
    assert "<mark>다</mark>" in html and html.count("<mark>") == 1
    assert f'data-path="책/1 &lt;장&gt;.md" data-at="{SECTIONS[2].start}"' in html
    path = "%EC%B1%85%2F1%20%3C%EC%9E%A5%3E.md"
    rows = [("d1", 1, "가"), ("d1", 2, "나"), ("d2 here", 2, "다")]
    assert "<summary>" in html and "목차 3" in html
    for name, number, heading in rows:
        href = f"#at-{SECTIONS[number].start}-{path}"
        assert f'<a class="{name}" href="{href}" role="button">{heading}</a>' in html


def test_a_note_that_is_opened_at_its_beginning_marks_nothing() -> None:
    html = shown("", 0)
    assert "<mark>" not in html and ".md:1</span>" in html
    assert outline(SECTIONS[:2], 0) == ""  # one heading alone


def test_what_is_near_is_a_place_and_a_question_each() -> None:
    html = related(SECTIONS[1:])
    assert html.count('class="place"') == 2
    assert "<b>가</b><span>장 &lt;1&gt;</span>" in html
    assert (related(()), next_questions(())) == ("", "")
    assert '<button type="button">a &lt; b?</button>' in next_questions(["a < b?"])


def test_a_report_has_a_line_for_each_reason_and_asks_before_it_replaces() -> None:
    taken = [
        Taken("x.exe", Outcome.KIND),
        Taken("<a>.md", Outcome.ADDED, "책/<a>.md"),
        Taken("b.md", Outcome.ADDED, "책/b.md"),
        Taken("c.md", Outcome.EXISTS, "책/c.md"),
    ]
    html = report(taken)
    assert html.index("파일 2개") < html.index("넣었습니다") < html.index("<b>책/c.md</b>")
    assert html.index("같은 이름의 다른 파일") < html.index("<b>x.exe</b>")
    assert "<li>책/&lt;a&gt;.md</li>" in html
    assert html.count('id="replace"') == 1
    assert 'id="replace"' not in report(taken[:3])
    assert "받은 파일이 없습니다." in report([])


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_told_in_both_languages(outcome: Outcome) -> None:
    html = report([Taken("a.md", outcome, "a.md")])
    korean = html.partition('<span class="ko">')[2].partition("</span>")[0]
    english = html.partition('<span class="en">')[2].partition("</span>")[0]
    assert any("가" <= letter <= "힣" for letter in korean)
    assert not any("가" <= letter <= "힣" for letter in english) and english


def test_weeks_count_passages_and_questions_and_name_those_without_an_answer() -> None:
    notes = [
        Listed("a.md", "a", None, None, (), "2026-11-24", 0, 5),
        Listed("b.md", "b", None, None, (), "2020-01-01 09:00", 0, 7),
        Listed("c.md", "c", None, None, (), "언젠가", 1_795_600_000 * 10**9, 2),
    ]
    asked = [
        (datetime(2026, 11, 23, 9), "가?", True),
        (datetime(2026, 11, 24, 9), "나 <x>?", False),
        (datetime(2026, 11, 24, 10), "나 <x>?", False),
        (datetime(2026, 11, 24, 11), "다?", False),
        (datetime(2026, 11, 25, 11), "다?", True),
    ]
    found = Weeks.of(notes, asked, date(2026, 11, 26))
    monday = date(2026, 11, 23)
    assert (found.passages[monday], found.found[monday], found.nothing[monday]) == (7, 2, 3)
    assert found.unanswered == ("나 <x>?",)
    html = weeks(found)
    assert "모두 14 · 그 전 7" in html and "답함 2" in html and "답 없음 3" in html
    assert '<rect class="unmet"' in html and '<button type="button">나 &lt;x&gt;?</button>' in html
    assert "아직 물어본 것이 없습니다." in weeks(Weeks.of(notes, [], date(2026, 11, 26)))


def sent(**values: Any) -> Parcel:
    return Parcel.of(SimpleNamespace(**values))


def test_a_parcel_is_what_it_should_be_whatever_is_sent() -> None:
    data = b64encode("글".encode()).decode()
    files = [{"name": "a.md", "data": data}, {"name": "b.md", "data": None}, {"name": 7}, "x"]
    assert sent(files=files, book="책", replaced=["a.md", 3]) == Parcel(
        (Given("a.md", "글".encode()), Given("b.md"), Given("")), "책", ("a.md", "")
    )
    assert sent(files=[{"name": "a.md", "data": "그냥 글"}]).files == (Given("a.md"),)
    assert sent(files="x", book=None, replaced="y") == Parcel(())
    assert sent() == Parcel(())
    with pytest.raises(TooMuch):
        sent(files=[{"name": "a.md"}] * (MAX_FILES + 1))


def test_more_than_is_taken_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.server.parcel.MAX_BYTES", 9)
    data = b64encode(bytes(9)).decode()
    assert len(sent(files=[{"name": "a.md", "data": data}]).files) == 1
    with pytest.raises(TooMuch):
        sent(files=[{"name": "a.md", "data": data}, {"name": "b.md", "data": data}])


@pytest.fixture
def desk(notes: Path) -> Desk:
    write_notes(notes, {"깊은/바다/01-고래.md": "# 고래\n\n고래는 허파로 숨을 쉰다.\n"})
    backend = Backend(lambda progress: Notebook.open(notes, progress=progress))
    backend.start()
    return Desk(backend)


def given(desk: Desk, book: str = "") -> str:
    data = b64encode("# 새\n\n새는 난다.\n".encode()).decode()
    return desk.add(SimpleNamespace(files=[{"name": "새.md", "data": data}], book=book))  # type: ignore[arg-type]


def test_a_book_is_added_to_where_its_notes_are(desk: Desk, notes: Path) -> None:
    assert "<b>깊은/바다/새.md</b>" in given(desk, "바다")
    assert "<b>하늘/새.md</b>" in given(desk, "하늘")
    assert "<b>새.md</b>" in given(desk)


@pytest.mark.parametrize(
    ("options", "may"),
    [
        ({}, True),
        ({"read_only": True}, False),
        ({"host": "0.0.0.0", "auth": "kim:x"}, True),
        ({"host": "0.0.0.0", "auth": "kim:x", "read_only": True}, False),
    ],
)
def test_who_may_add_notes(options: Any, may: bool) -> None:
    assert Options(**options).may_add is may


def test_a_read_only_server_takes_nothing(desk: Desk, notes: Path) -> None:
    desk.backend.read_only = True
    assert "읽기 전용으로 열린 서버라" in given(desk)
    assert [path.name for path in notes.rglob("*.md")] == ["01-고래.md"]


def test_the_first_notes_make_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    backend = Backend(lambda progress: Notebook.open(folder, progress=progress))
    backend.start()
    assert backend.status().phase == "empty"
    backend.folder = folder
    assert "<b>새.md</b>" in given(Desk(backend))
    for _ in range(100):
        if backend.status().phase == "ready":
            break
        time.sleep(0.05)
    assert backend.notebook.catalog().notes == 1


def test_notes_that_are_added_during_a_sync_are_taken_in_after_it(desk: Desk) -> None:
    with desk.backend._syncing:
        given(desk)
    for _ in range(200):
        if desk.backend.status().catalog.notes == 2:
            break
        time.sleep(0.05)
    assert desk.backend.status().catalog.notes == 2


def test_what_was_asked_is_kept_in_bounds_and_read_as_far_as_it_can_be(desk: Desk) -> None:
    notebook = desk.backend.notebook
    assert read_asked(notebook) == []
    note_asked(notebook, notebook.ask("고래는 어떻게 숨을 쉬나?"))
    file = file_of(notebook)
    with file.open("a", encoding="utf-8") as opened:
        opened.write('{"q": 1}\n그냥 글\n[]\n')
    (asked,) = read_asked(notebook)
    assert (asked.question, asked.found) == ("고래는 어떻게 숨을 쉬나?", True)
    line = json.dumps({"q": "가" * 500, "found": False, "at": "2026-11-26T09:00:00+0900"})
    file.write_text((line + "\n") * (MAX_BYTES // len(line) + 2), encoding="utf-8")
    note_asked(notebook, notebook.ask("고래는?"))
    assert MAX_BYTES / 3 < file.stat().st_size < MAX_BYTES
    assert read_asked(notebook)[-1].question == "고래는?"
