"""Conversations on the disk: who sees them, what is found, what is kept and for how long."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from test_chat_answers import ANSWER, SPAN

from chat.page.bubble import Shown
from chat.page.evidence import EMPTY
from chat.page.history import history, saved
from chat.server import conversations as conversations_module
from chat.server import talks as talks_module
from chat.server.backend import Backend
from chat.server.conversations import Conversations, Turn
from chat.server.page import WAITING, Page
from chat.server.records import from_json, to_json
from chat.server.talks import Talk, Talks
from qa import Notebook

KIM, LEE = "a" * 32, "b" * 32
SHOWN = Shown(0, ANSWER)


def asked(question: str, text: str = "") -> Shown:
    return Shown(0, replace(ANSWER, question=question, text=text))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "notes-talks.sqlite"


@pytest.fixture
def kept(file: Path) -> Iterator[Conversations]:
    kept = Conversations(file)
    yield kept
    kept.close()


def titles(talks: Talks, owner: str = KIM, query: str = "") -> list[str]:
    return [talk.title for talk in talks.listed(owner, query)]


def test_a_turn_comes_back_as_it_was() -> None:
    def picture(name: str) -> str:
        return name

    above = replace(SPAN, above=(("REPEATABLE READ:", 3, 19),), score=0.5)
    answer = replace(ANSWER, spans=(above,), stale=("책/1.md",), context="앞", searched="앞\n둘")
    shown = Shown(3, answer, True, picture, False, (above, SPAN), 1, True)
    assert from_json(to_json(shown), picture) == shown
    together = replace(shown, notebook="요리", again=True)
    assert from_json(to_json(together), picture).picture("x") is None


def test_a_conversation_is_shown_before_its_notebook_is_open(kept: Conversations) -> None:
    """And again once it is, for its panel; nothing is taken for open that has opened meanwhile."""
    backend = Backend(lambda progress: Notebook.open(progress=progress))
    backend.conversations = kept
    kept.add(KIM, LEE, SHOWN)
    chat, panel, opened = Page(backend).load({"owner": KIM, "key": LEE})
    assert [message["role"] for message in chat] == ["user", "assistant"]
    assert (panel, opened) == (EMPTY, WAITING)


def test_a_turn_of_another_galpi_is_read_as_far_as_it_is_known(kept: Conversations) -> None:
    text = to_json(SHOWN).replace('{"turn"', '{"mood": 1, "turn"').replace('"picked": null, ', "")
    assert from_json(text, SHOWN.picture) == SHOWN
    kept.add(KIM, "1", SHOWN)
    kept.talks.replace(KIM, "1", 1, '{"turn": 1}')
    assert kept.turns(KIM, "1") == ()


def test_a_conversation_outlives_its_process(file: Path) -> None:
    first = Conversations(file)
    first.add(KIM, "1", asked("파드란?"))
    first.add(KIM, "1", asked("그럼 그건?"))
    second = Conversations(file)  # as after a crash: the first was never closed
    turns = second.turns(KIM, "1")
    assert [(turn.number, turn.answer.question) for turn in turns] == [
        (1, "파드란?"),
        (2, "그럼 그건?"),
    ]
    assert turns[0].html == first.turns(KIM, "1")[0].html
    second.add(KIM, "1", asked("셋"))
    assert [turn.number for turn in first.turns(KIM, "1")] == [1, 2, 3]  # both at once
    first.replace(KIM, "1", Turn(replace(first.turns(KIM, "1")[2].shown, good=True)))
    assert second.turns(KIM, "1")[2].shown.good is True
    first.close()
    second.close()


def test_a_conversation_belongs_to_its_browser(kept: Conversations) -> None:
    kept.add(KIM, "1", asked("비밀?"))
    assert kept.turns(LEE, "1") == ()
    assert titles(kept.talks, LEE) == []
    kept.talks.rename(LEE, "1", "내 것")
    kept.talks.drop(LEE, "1")
    kept.add(LEE, "1", asked("끼어들기"))
    kept.replace(LEE, "1", Turn(replace(SHOWN, turn=1, good=True)))
    assert titles(kept.talks) == ["비밀?"]
    assert [turn.shown for turn in kept.all(KIM, "1")] == [replace(asked("비밀?"), turn=1)]


def test_the_last_turns_are_shown_and_all_are_kept(
    kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations_module, "MAX_SHOWN", 2)
    monkeypatch.setattr(talks_module, "MAX_TURNS", 3)
    for number in range(1, 5):
        kept.add(KIM, "1", asked(f"{number}?"))
    assert [turn.number for turn in kept.turns(KIM, "1")] == [3, 4]
    assert [turn.number for turn in kept.all(KIM, "1")] == [2, 3, 4]
    assert kept.turn(KIM, "1", 2) is None


def test_the_least_lately_used_go_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks_module, "MAX_TALKS", 2)
    monkeypatch.setattr(talks_module, "MAX_ALL", 3)
    clock = iter(range(1, 1_000))
    talks = Talks(file, lambda: float(next(clock)))
    for key in "123":
        talks.add(KIM, key, asked(f"{key}?"))
    assert titles(talks) == ["3?", "2?"]
    talks.add(KIM, "2", asked("또?"))
    talks.add(LEE, "4", asked("4?"))
    talks.add(LEE, "5", asked("5?"))
    assert titles(talks) == ["2?"]
    assert titles(talks, LEE) == ["5?", "4?"]
    talks.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *[("파드", ["파드란?"]), ("REDIS", ["둘째"]), ("파드", ["파드란?"])],
        *[("100%", []), ("_", []), (" ", ["둘째", "파드란?"])],
    ],
)
def test_titles_questions_and_answers_are_searched(
    kept: Conversations, query: str, found: list[str]
) -> None:
    kept.add(KIM, "1", asked("파드란?"))
    kept.add(KIM, "2", asked("캐시는?", "Redis를 쓴다."))
    kept.talks.rename(KIM, "2", "  둘째 ")
    kept.talks.rename(KIM, "2", " ")
    assert titles(kept.talks, query=query) == found


def test_what_is_deleted_can_be_had_back_for_a_while_and_is_then_gone(file: Path) -> None:
    now = [1_000.0]
    talks = Talks(file, lambda: now[0])
    talks.add(KIM, "1", asked("하나?"))
    talks.add(KIM, "2", asked("비밀번호는?", "어려운비밀번호이다"))
    talks.drop(KIM, "2")
    assert titles(talks) == ["하나?"]
    talks.restore(KIM, "2")
    assert sorted(titles(talks)) == ["비밀번호는?", "하나?"]
    talks.drop(KIM, "2")
    now[0] += talks_module.UNDO + 1
    talks.rename(KIM, "1", "셋")
    talks.restore(KIM, "2")
    assert titles(talks) == ["셋"]
    talks.close()
    assert "어려운비밀번호".encode() not in file.read_bytes()


def test_all_of_a_browser_are_deleted_for_good_and_none_of_another(file: Path) -> None:
    kept = Conversations(file)
    for owner, key in ((KIM, "1"), (KIM, "2"), (LEE, "3")):
        kept.add(owner, key, asked(f"{key}?", "어려운비밀번호이다"))
    kept.talks.drop(KIM, "2")
    kept.talks.clear(KIM)
    kept.talks.restore(KIM, "2")
    assert (titles(kept.talks), titles(kept.talks, LEE)) == ([], ["3?"])
    assert kept.turns(KIM, "1") == ()
    assert [turn.number for turn in kept.add(KIM, "1", asked("또?"))] == [1]
    kept.talks.clear(LEE)
    kept.close()
    later = Conversations(file)
    assert (titles(later.talks), titles(later.talks, LEE)) == (["또?"], [])
    later.close()
    assert "어려운비밀번호".encode() not in file.read_bytes()


def test_a_damaged_file_is_laid_aside(file: Path) -> None:
    file.write_bytes(b"no database" * 1_000)
    kept = Conversations(file)
    kept.add(KIM, "1", SHOWN)
    kept.close()
    (aside,) = file.parent.glob("*.damaged-*")
    assert aside.read_bytes().startswith(b"no database")


def test_a_file_of_a_newer_galpi_is_left_alone_and_conversations_stay_in_memory(file: Path) -> None:
    with sqlite3.connect(file) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = file.read_bytes()
    kept = Conversations(file)
    assert kept.talks.file is None
    assert len(kept.add(KIM, "1", SHOWN)) == 1
    assert file.read_bytes() == before
    missing = Conversations(file.parent / "missing" / "x.sqlite")
    assert missing.talks.file is None


def test_a_disk_that_fails_loses_nothing_of_what_is_shown(
    kept: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    kept.add(KIM, "1", asked("하나?"))
    monkeypatch.setattr(kept.talks, "add", full)
    kept.add(KIM, "1", asked("둘?"))
    kept.add(KIM, "1", asked("셋?"))
    assert [turn.number for turn in kept.turns(KIM, "1")] == [1, 2, 3]


def at(*when: int) -> float:
    return datetime(*when).timestamp()  # type: ignore[arg-type]


def test_the_history_is_listed_by_day() -> None:
    talks = [
        Talk("1", "<b>", at(2026, 11, 26, 10, 2), 1),
        Talk("2", "둘", at(2026, 11, 26, 0, 1), 3),
        Talk("3", "셋", at(2026, 11, 25, 23, 59), 2),
        Talk("4", "넷", at(2025, 11, 24, 12), 2),
    ]
    html = history(talks, date(2026, 11, 26))
    assert html.count("<section>") == 3
    assert '<h3><span class="ko">오늘</span><span class="en">Today</span></h3>' in html
    assert (
        '<span class="ko">2025년 11월 24일</span><span class="en">November 24, 2025</span>' in html
    )
    assert "<b>&lt;b&gt;</b><span>10:02 · " in html
    assert '<span class="en">1 question</span>' in html and "3 questions" in html
    assert "대화 4개를 모두 지웁니다." in html and html.count('id="drop-all"') == 1
    assert 'id="drop-all"' not in history(talks[:1], date(2026, 11, 26), "둘")
    assert "아직 대화가 없습니다" in history([], date(2026, 11, 26))
    assert "찾은 대화가 없습니다" in history([], date(2026, 11, 26), "파드")
    assert "갈피를 끄면 대화가 사라집니다" in history(talks, date(2026, 11, 26), kept=False)


def test_a_conversation_as_a_file() -> None:
    quoted = "> a < b & c. [1]\n\n[1] 책 › 1장 <장> (책/1.md:4)\n"
    one, other = replace(SHOWN, notebook="A"), replace(SHOWN, notebook="B", again=True)
    assert saved([SHOWN]) == f"# 갈피 galpi\n\n## ?\n\n{quoted}"
    assert saved([one, other]) == f"# 갈피 galpi\n\n## ?\n\n### A\n\n{quoted}\n### B\n\n{quoted}"
