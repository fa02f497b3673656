"""Examples as training reads them: rows of piece ids, and where in them the units stand."""

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.transformer import FIRST, LAST

UNIT, HEAD, QUESTION, PAIR = 128, 32, 62, 128  # pieces at most
ENCODED, READ = 440, 400  # of a row
# Questions by their term and in English are few beside those in other words, and drawn apart.
_GROUP_OF = {
    "key": "keyed",
    "mix": "keyed",
    "en": "english",
    "fact": "facts",
    "term": "term",
    "entry": "entry",
    "translated": "translated",
}
OF_NOTES = ("bank", "keyed", "english", "facts")  # groups that ask the notes of the bank
APART = ((*OF_NOTES, "term"), ("entry",), ("translated",))  # what is searched together
TRANSLATED, HEADED, MEANT, ALIKE = range(4)  # kinds of pairs
KINDS = ("none", "para", "key", "en", "mix", "term", "translated", "fact", "entry")


class Data:
    """`heads[p]`, `units[p]`: numbers of texts; `gold[q]`: places of units of `passage[q]`."""

    def __init__(self, file: Path) -> None:
        read = np.load(file)
        texts, at = read["pieces"].tolist(), read["pieces_at"].tolist()
        self.text = [texts[a:b] for a, b in zip(at, at[1:], strict=False)]
        units, at = read["units"].tolist(), read["units_at"].tolist()
        self.units = [units[a:b] for a, b in zip(at, at[1:], strict=False)]
        gold, at = read["gold"].tolist(), read["gold_at"].tolist()
        self.gold = [gold[a:b] for a, b in zip(at, at[1:], strict=False)]
        self.heads, self.notes = read["heads"].tolist(), read["notes"].tolist()
        self.asked, kinds, self.passage = read["questions"].T.tolist()
        self.kind = [KINDS[kind] for kind in kinds]
        self.pairs = read["pairs"]
        self.query, self.document = read["query"].tolist(), read["document"].tolist()
        self.mark = int(read["mark"])
        self.group = [_GROUP_OF.get(kind, "bank") for kind in self.kind]
        self.of: dict[int, list[int]] = defaultdict(list)  # questions with an answer, by passage
        for question, gold in enumerate(self.gold):
            if gold:
                self.of[self.passage[question]].append(question)
        group_of = {
            passage: "bank" if self.group[asked[0]] in OF_NOTES else self.group[asked[0]]
            for passage, asked in self.of.items()
        }
        neighbours = {note: group_of[p] for p, note in enumerate(self.notes) if p in group_of}
        self.group_of = [
            group_of.get(p, neighbours.get(n, "bank")) for p, n in enumerate(self.notes)
        ]

    def question_row(self, question: int, vary: bool = False) -> list[int]:
        pieces = self.text[self.asked[question]][:QUESTION]
        if vary and random.random() < 0.3:  # a mark at the end, or none, asks for the same
            pieces = pieces[:-1] if pieces[-1] == self.mark else [*pieces, self.mark]
        return [FIRST, *self.query, *pieces, LAST]

    def text_row(self, text: int, prefix: Sequence[int], most: int = PAIR) -> list[int]:
        return [FIRST, *prefix, *self.text[text][:most], LAST]

    def passage_row(self, passage: int, head: int = 0) -> tuple[list[int], list[tuple[int, int]]]:
        """For the encoder: the row, and start and end of each unit that has room."""
        row = [FIRST, *self.document, *self.text[self.heads[passage][head]][:HEAD]]
        spans = []
        for unit in self.units[passage]:
            pieces = self.text[unit][:UNIT]
            if len(row) + len(pieces) + 1 > ENCODED:
                break
            spans.append((len(row), len(row) + len(pieces)))
            row += pieces
        return [*row, LAST], spans

    def joint_row(
        self, asked: Sequence[int], passage: int, head: int = 0, without: Sequence[int] = ()
    ) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        """For the reader, after a `question_row`: the row, and of each unit that has room its
        place in the passage, start and end.
        """
        row = [*asked, *self.text[self.heads[passage][head]][:HEAD]]
        places, spans = [], []
        for place, unit in enumerate(self.units[passage]):
            pieces = self.text[unit][:UNIT]
            if len(row) + len(pieces) + 2 > READ:
                break
            if place not in without:
                row.append(LAST)
                places.append(place)
                spans.append((len(row), len(row) + len(pieces)))
                row += pieces
        return [*row, LAST], places, spans


def any_head() -> int:
    return random.choices((0, 1, 2), (6, 3, 1))[0]
