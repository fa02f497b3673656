"""The conversations on the sample notes."""

import json
from collections import Counter
from typing import Any

import pytest
from conftest import DATA

from index.passages.chunks import split_note
from index.passages.units import units
from index.reading.notes import Note


@pytest.fixture(scope="module")
def conversations() -> list[dict[str, Any]]:
    lines = (DATA / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_fields(conversations: list[dict[str, Any]]) -> None:
    for conversation in conversations:
        assert list(conversation) == ["turns", "path", "answer", "leans", "split"]
        assert len(conversation["turns"]) in (2, 3)
        assert all(turn == turn.strip() != "" for turn in conversation["turns"])
        assert conversation["leans"] in (True, False)


def test_enough_of_each_kind(conversations: list[dict[str, Any]]) -> None:
    assert Counter(c["split"] for c in conversations) == {"dev": 24, "test": 16, "new": 64}
    alone = Counter(c["split"] for c in conversations if not c["leans"])
    assert alone == {"dev": 6, "test": 5, "new": 25}
    assert sum(len(c["turns"]) == 3 for c in conversations) >= 8


def test_no_conversation_twice(conversations: list[dict[str, Any]]) -> None:
    counts = Counter(tuple(c["turns"]) for c in conversations)
    assert [turns for turns, count in counts.items() if count > 1] == []


def test_an_answer_stands_once_in_one_unit(
    conversations: list[dict[str, Any]], sample_notes: dict[str, Note]
) -> None:
    gold = [(c["path"], c["answer"]) for c in conversations]
    assert [answer for path, answer in gold if sample_notes[path].text.count(answer) != 1] == []
    shown = {path: list(unit_texts(sample_notes[path])) for path, _ in gold}
    assert [a for path, a in gold if not any(a in text for text in shown[path])] == []


def unit_texts(note: Note) -> list[str]:
    return [
        unit.of(chunk.text)
        for chunk in split_note(note)
        for unit in units(chunk.text, chunk.layout)
    ]
