"""Contrastive batches: questions beside passages, and pairs of texts that mean the same."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.data import ALIKE, APART, HEADED, MEANT, PAIR, QUESTION, TRANSLATED, Data
from training.ranking import Ranked, again
from training.transformer import Packed, Transformer
from training.vectors import Passages, passages_of, vectors, wholes

TEMPERATURE = 0.03
SHARES = {"bank": 60, "entry": 12, "translated": 15, "pairs": 25}  # of the batches
PAIRS = {TRANSLATED: 5, HEADED: 3, MEANT: 4, ALIKE: 6}


@dataclass(frozen=True)
class Questions:
    """Questions beside passages: `gold` (questions, units) and `target` (questions,) are the units
    and the passage that answer, `owner` (units,) the passage of each unit and `elsewhere`
    (questions, passages) which ones are of other notes.
    """

    questions: Packed
    passages: Passages
    gold: np.ndarray
    target: np.ndarray
    owner: np.ndarray
    elsewhere: np.ndarray

    def loss(self, model: Transformer) -> Tensor:
        P, U = self.passages.embed(model)
        Q = vectors(model, self.questions)
        gold, target, owner, elsewhere = (
            torch.from_numpy(array).to(Q.device)
            for array in (self.gold, self.target, self.owner, self.elsewhere)
        )
        keep = gold.any(1)
        right = torch.where(keep, gold.int().argmax(1), -1)
        # What says the same in another note is neither right nor wrong.
        same, repeating = again(U.detach(), right, owner, elsewhere)
        units = (Q @ U.T / TEMPERATURE).masked_fill(same, -1e9)
        spread = F.log_softmax(units, 1)[keep]
        by_unit = -torch.logsumexp(spread.masked_fill(~gold[keep], -1e9), 1).mean()
        whole = (Q @ P.T / TEMPERATURE).masked_fill(repeating, -1e9)
        return by_unit + 0.5 * F.cross_entropy(whole, target)


@dataclass(frozen=True)
class Pairs:
    """Two texts each that mean the same."""

    left: Packed
    right: Packed

    def loss(self, model: Transformer) -> Tensor:
        scores = vectors(model, self.left) @ vectors(model, self.right).T / TEMPERATURE
        gold = torch.arange(len(scores), device=scores.device)
        return (F.cross_entropy(scores, gold) + F.cross_entropy(scores.T, gold)) / 2


class Batches:
    def __init__(self, data: Data, size: int) -> None:
        self.data, self.size = data, size
        self.by_group = {
            group: [p for p in data.of if data.group_of[p] == group]
            for group in ("bank", "term", "entry", "translated")
        }
        kinds = {kind: data.pairs[data.pairs[:, 2] == kind].tolist() for kind in PAIRS}
        self.pairs = {kind: pairs for kind, pairs in kinds.items() if pairs}
        self.drawn_from = {**self.by_group, "pairs": self.pairs}
        self.alike: dict[int, list[int]] = {}

    def refresh(self, model: Transformer) -> None:
        for groups in APART:
            if any(self.by_group[group] for group in groups):
                self.alike |= Ranked(model, self.data, groups).alike()

    def draw(self) -> Questions | Pairs:
        drawn = _any({name: SHARES[name] for name in SHARES if self.drawn_from[name]})
        if drawn == "pairs":
            return self._two()
        return self._asked({"bank": 0.8, "term": 0.2} if drawn == "bank" else {drawn: 1.0})

    def _asked(self, shares: dict[str, float]) -> Questions:
        data = self.data
        own = [
            passage
            for group, share in shares.items()
            for passage in self._drawn(self.by_group[group], int(self.size * share))
        ]
        near = {random.choice(self.alike[p]) for p in own} - set(own)
        chosen = own + self._drawn(sorted(near), self.size // 2)
        asked = [q for p in own for q in self._drawn(data.of[p], 5)]
        passages = passages_of(data, chosen, vary=True)
        at = {passage: number for number, passage in enumerate(chosen)}
        place = {one: number for number, one in enumerate(passages.of)}
        gold = np.zeros((len(asked), len(place)), bool)
        for row, question in enumerate(asked):
            for unit in data.gold[question]:
                if (number := place.get((data.passage[question], unit))) is not None:
                    gold[row, number] = True
        questions = wholes([data.question_row(question, vary=True) for question in asked])
        target = np.array([at[data.passage[q]] for q in asked])
        owner = np.array([at[passage] for passage, _ in passages.of])
        notes = np.array([data.notes[passage] for passage in chosen])
        elsewhere = notes != notes[target][:, None]
        return Questions(questions, passages, gold, target, owner, elsewhere)

    def _two(self) -> Pairs:
        """Translations both ways, headings and plain words to their text, and two ways to say a
        thing, both as questions.
        """
        data, kind = self.data, _any({kind: PAIRS[kind] for kind in self.pairs})
        rows = self._drawn(self.pairs[kind], 3 * self.size)
        turned = kind == TRANSLATED
        sides = [(b, a) if turned and random.random() < 0.5 else (a, b) for a, b, _ in rows]
        left = [data.text_row(a, data.query, QUESTION) for a, _ in sides]
        prefix = data.query if kind == ALIKE else data.document
        right = [data.text_row(b, prefix, PAIR) for _, b in sides]
        return Pairs(wholes(left), wholes(right))

    @staticmethod
    def _drawn(items: Sequence, most: int) -> list:  # type: ignore[type-arg]
        return random.sample(items, min(most, len(items)))


def _any(shares: dict[Any, int]) -> Any:
    return random.choices(list(shares), list(shares.values()))[0]
