"""Passages, questions and pairs as numbers of texts, each of which is kept once, as piece ids."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from training.data import KINDS

LONGEST = 160  # pieces of a text


class Texts:
    """Texts by number."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._known.setdefault(text, len(self._known))

    def pieces(self, tokenizer: Tokenizer) -> list[list[int]]:
        found = tokenizer.encode_batch(list(self._known), add_special_tokens=False)
        return [one.ids[:LONGEST] for one in found]


class Examples:
    """Passages, questions and pairs of all groups, as numbers of texts."""

    def __init__(self) -> None:
        self.texts = Texts()
        self.heads: list[list[int]] = []
        self.units: list[list[int]] = []
        self.notes: list[str] = []
        self.questions: list[tuple[int, int, int]] = []  # text, kind, passage
        self.gold: list[list[int]] = []
        self.pairs: list[tuple[int, int, int]] = []  # texts of both sides, kind of pair

    def passage(self, heads: Sequence[str], units: Iterable[str], note: str) -> int:
        self.heads.append([self.texts(head) for head in heads])
        self.units.append([self.texts(unit) for unit in units])
        self.notes.append(note)
        return len(self.units) - 1

    def question(self, text: str, kind: str, passage: int, gold: Sequence[int]) -> None:
        self.questions.append((self.texts(text), KINDS.index(kind), passage))
        self.gold.append(list(gold))

    def pair(self, one: str, other: str, kind: int) -> None:
        self.pairs.append((self.texts(one), self.texts(other), kind))

    def save(self, file: Path, tokenizer: Tokenizer) -> None:
        notes = {note: number for number, note in enumerate(dict.fromkeys(self.notes))}
        arrays = {
            **_ragged("pieces", self.texts.pieces(tokenizer), np.uint16),
            **_ragged("units", self.units, np.int32),
            "query": np.array(_prefix(tokenizer, "query: ")),
            "document": np.array(_prefix(tokenizer, "passage: ")),
            "mark": np.array(tokenizer.encode("왜?", add_special_tokens=False).ids[-1]),
            **_ragged("gold", self.gold, np.int16),
            "heads": np.array(self.heads, np.int32),
            "notes": np.array([notes[note] for note in self.notes], np.int32),
            "questions": np.array(self.questions, np.int32),
            "pairs": np.array(self.pairs, np.int32).reshape(-1, 3),
        }
        np.savez_compressed(file, **arrays)


def _prefix(tokenizer: Tokenizer, text: str) -> list[int]:
    return list(tokenizer.encode(text, add_special_tokens=False).ids)


def _ragged(name: str, rows: Sequence[Sequence[int]], kind: type[Any]) -> dict[str, Any]:
    flat = np.array([x for row in rows for x in row], kind)
    return {name: flat, f"{name}_at": np.cumsum([0, *map(len, rows)]).astype(np.int64)}
