"""Pairs of words with one meaning."""

import os
from pathlib import Path

import numpy as np
import pytest

from index.language import half
from index.reading.notices import Notice
from index.reading.reasons import told
from index.words import glossary as module
from index.words.bm25 import Held, Words
from index.words.glossary import EVERYDAY, FILE, TRANSLATED, Glossary
from index.words.terms import asked, terms

SHIPPED = [Path(module.__file__).with_name(name) for name in (FILE, EVERYDAY)]


def alternatives(notes: Path, question: str) -> dict[str, dict[tuple[str, ...], float]]:
    return Glossary.load(notes).alternatives(asked(question))


@pytest.mark.parametrize(
    ("question", "term", "phrase"),
    [
        ("파드", "파드", ("pod",)),
        ("pods", "pod", ("파드",)),
        ("트랜잭션의 격리 수준", "격리", ("isolation", "level")),
        ("isolation levels", "level", ("격리", "수준")),
        ("교착상태", "교착", ("deadlock",)),
        ("로드밸런서는?", "로드벨런서", ("balancer", "load")),
        ("로드 밸런서는?", "벨런서", ("balancer", "load")),
        ("creating a pod", "creating", ("만들",)),
        ("creating a pod", "creating", ("create",)),
        ("when is payday?", "payday", ("급날", "월급")),
        ("the TOEIC", "toeic", ("토익",)),
    ],
)
def test_shipped_pairs(notes: Path, question: str, term: str, phrase: tuple[str, ...]) -> None:
    assert alternatives(notes, question)[term][phrase] == TRANSLATED


def test_a_word_within_a_longer_phrase_is_not_translated_alone(notes: Path) -> None:
    assert ("state",) in alternatives(notes, "상태")["상태"]
    assert alternatives(notes, "교착 상태")["상태"] == {
        ("deadlock",): TRANSLATED,
        ("교착상태",): 1.0,
    }


def test_neighbours_may_be_written_as_one(notes: Path) -> None:
    assert alternatives(notes, "foo quxs") == {"foo": {("fooqux",): 1.0}, "qux": {("fooqux",): 1.0}}


def test_everyday_words_count_for_english_alone(notes: Path) -> None:
    assert ("가",) in alternatives(notes, "where did he go?")["go"]
    assert alternatives(notes, "어디로 가나요?") == {}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_every_shipped_line_is_a_pair(file: Path) -> None:
    pairs, notices = module._read(file.read_text(encoding="utf-8"))
    assert notices == ()
    assert len(pairs) > 3_000


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_no_shipped_line_is_there_twice(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    assert len(rows) == len(set(rows))
    assert [row for row in rows if row != row.lower()] == []


def test_the_users_pairs_come_on_top_and_count_at_once(notes: Path) -> None:
    file = notes / FILE
    file.write_text("# mine\n\n가나\tfoo bar\nfoo bar\t다라\n", encoding="utf-8")
    assert alternatives(notes, "가나") == dict.fromkeys(
        ("가나", "가"), {("bar", "foo"): TRANSLATED}
    )
    assert alternatives(notes, "pod")["pod"][("파드",)] == TRANSLATED
    file.write_text("가나\tbaz\n", encoding="utf-8")
    assert alternatives(notes, "가나") == dict.fromkeys(("가나", "가"), {("baz",): TRANSLATED})
    file.unlink()
    assert alternatives(notes, "가나") == {}


def test_an_edit_of_the_same_size_counts(notes: Path) -> None:
    file = notes / FILE
    file.write_text("가나\tfoo\n", encoding="utf-8")
    Glossary.load(notes)
    file.write_text("가나\tbar\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert alternatives(notes, "가나") == dict.fromkeys(("가나", "가"), {("bar",): TRANSLATED})


def test_a_broken_line_is_left_out_and_told(notes: Path) -> None:
    (notes / FILE).write_text(
        "가나 foo\n가나\tbar\n가나\ta\tb\n가나\tthe\n가나\t\n", encoding="utf-8"
    )
    glossary = Glossary.load(notes)
    assert [notice.path for notice in glossary.notices] == [f"{FILE}:{n}" for n in (1, 3, 4, 5)]
    assert half(glossary.notices[0].reason, korean=False) == (
        "'가나 foo': is not two words with a tab between; "
        "write one pair a line, or put a # before the line"
    )
    assert glossary.alternatives(asked("가나")) == dict.fromkeys(
        ("가나", "가"), {("bar",): TRANSLATED}
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_encodings(notes: Path, encoding: str) -> None:
    text = "가나\tfoo\n" + "# 한국어로 쓴 용어집의 설명입니다\n" * 5
    (notes / FILE).write_bytes(text.encode(encoding))
    assert alternatives(notes, "가나") == dict.fromkeys(("가나", "가"), {("foo",): TRANSLATED})


def test_a_file_that_is_no_text_is_told(notes: Path) -> None:
    (notes / FILE).write_bytes(b"\0\1")
    glossary = Glossary.load(notes)
    reason = told("nul")
    assert glossary.notices == (Notice(FILE, reason),)
    assert glossary.alternatives(asked("파드"))["파드"][("pod",)] == TRANSLATED


def test_a_file_that_is_too_large_is_told(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    (notes / FILE).write_text("# a comment\n", encoding="utf-8")
    reason = told("long glossary", size=12, most=10)
    assert Glossary.load(notes).notices == (Notice(FILE, reason),)


def test_a_folder_of_that_name_is_none(notes: Path) -> None:
    (notes / FILE).mkdir()
    assert Glossary.load(notes).notices == ()


def test_an_english_question_finds_korean_words(notes: Path) -> None:
    texts = {1: "트랜잭션 격리 수준", 2: "격리 병동", 3: "수준 높은 강의"}
    found = dict(zip(texts, terms(list(texts.values())), strict=True))

    def postings(term: str) -> Held:
        contents = np.array([n for n, own in found.items() if term in own], np.int64)
        return Held(contents, np.ones_like(contents))

    question = asked("What is the isolation level of a transaction?")
    alternatives = Glossary.load(notes).alternatives(question)
    words = Words.of(np.array([*found]), np.array([len(own) for own in found.values()]))
    match = words.match(postings, question.weights, alternatives)
    assert [*match.best(1)] == [1]
    assert match.share(terms(["트랜잭션의 격리 수준"])[0]) == pytest.approx(TRANSLATED)
