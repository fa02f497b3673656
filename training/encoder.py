"""Tunes the encoder: question and unit close to each other, the unit's vector being pooled from
the states of its whole passage (late chunking, Günther et al., 2024).

    python -m training.encoder START.pt TRAIN.npz OUT.pt --minutes 3 [--dev DEV.npz]

Contrastive over everything in the batch, with the passages most like each other put into one.
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from training.data import OF_NOTES, PAIR, Data, any_head
from training.optimiser import Average, Schedule, log
from training.transformer import Transformer, make, means

NEAREST = 12  # passages most like another, of which hard negatives are drawn


def embed_questions(model: Transformer, data: Data, questions: Sequence[int]) -> Tensor:
    return _whole(model, [data.question_row(q) for q in questions])


def embed_passages(
    model: Transformer, data: Data, passages: Sequence[int], vary: bool = False
) -> tuple[Tensor, Tensor, list[tuple[int, int]]]:
    """Unit vectors of passages and of units, and (passage, unit) of each of the latter."""
    rows: list[list[int]] = []
    spans: list[tuple[int, int, int]] = []
    of: list[tuple[int, int]] = []
    for passage in passages:
        row, units = data.passage_row(passage, any_head() if vary else 0)
        spans += [(len(rows), start, end) for start, end in units]
        of += [(passage, place) for place in range(len(units))]
        rows.append(row)
    wholes = [(number, 0, len(row)) for number, row in enumerate(rows)]
    found = F.normalize(means(model, rows, wholes + spans), dim=1)
    return found[: len(rows)], found[len(rows) :], of


def _whole(model: Transformer, rows: Sequence[Sequence[int]]) -> Tensor:
    return F.normalize(means(model, rows, [(n, 0, len(r)) for n, r in enumerate(rows)]), dim=1)


class Ranked:
    """How near each question is to the passages and units of its groups."""

    @torch.no_grad()
    def __init__(self, model: Transformer, data: Data, groups: Sequence[str]) -> None:
        model.eval()
        self.passages = [p for p, group in enumerate(data.group_of) if group in groups]
        self.questions = [q for q, group in enumerate(data.group) if group in groups]
        P, U, self.of = [], [], []
        for first in range(0, len(self.passages), 512):
            p, u, of = embed_passages(model, data, self.passages[first : first + 512])
            P.append(p)
            U.append(u)
            self.of += of
        Q = [
            embed_questions(model, data, self.questions[first : first + 2048])
            for first in range(0, len(self.questions), 2048)
        ]
        self.whole, self.unit, self.question = torch.cat(P), torch.cat(U), torch.cat(Q)
        at = {p: n for n, p in enumerate(self.passages)}
        self.owner = torch.tensor([at[p] for p, _ in self.of], device=self.whole.device)
        model.train()

    def scores(self, rows: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Of passages, (questions, passages), the sum of two z-scores; of units, the cosine."""
        question = self.question[rows]
        units = question @ self.unit.T
        best = torch.full((len(question), len(self.passages)), -1.0, device=units.device)
        best = best.scatter_reduce(1, self.owner.expand(len(question), -1), units, "amax")
        return _z(question @ self.whole.T) + _z(best), units

    def nearest(self, most: int) -> dict[int, list[int]]:
        """By question, passages, the nearest first."""
        found: dict[int, list[int]] = {}
        for first in range(0, len(self.questions), 512):
            part = self.questions[first : first + 512]
            scores, _ = self.scores(slice(first, first + 512))
            top = scores.topk(min(most, len(self.passages))).indices.tolist()
            found |= {q: [self.passages[n] for n in row] for q, row in zip(part, top, strict=True)}
        return found

    def alike(self) -> dict[int, list[int]]:
        """By passage, the passages most like it."""
        found: dict[int, list[int]] = {}
        for first in range(0, len(self.passages), 1024):
            scores = self.whole[first : first + 1024] @ self.whole.T
            top = scores.topk(min(NEAREST + 1, len(self.passages))).indices.tolist()
            for row, own in zip(top, self.passages[first : first + 1024], strict=True):
                found[own] = [self.passages[n] for n in row if self.passages[n] != own]
        return found


def _z(scores: Tensor) -> Tensor:
    return (scores - scores.mean(1, keepdim=True)) / scores.std(1, keepdim=True)


def judge(model: Transformer, data: Data) -> dict[str, float]:
    """Shares of the questions: in other words and by term."""
    ranked = Ranked(model, data, OF_NOTES)
    scores, units = ranked.scores(slice(None))
    order = scores.argsort(descending=True).tolist()
    found: dict[str, list[float]] = {}
    for row, question in enumerate(ranked.questions):
        if not data.gold[question]:
            continue
        kind = "para" if data.kind[question] == "para" else "term"
        own = data.passage[question]
        place = [ranked.passages[n] for n in order[row]].index(own)
        best = ranked.of[int(units[row].argmax())]
        mine = [n for n, (p, _) in enumerate(ranked.of) if p == own]
        given = ranked.of[max(mine, key=lambda n: float(units[row, n]))][1]
        for name, value in (
            *((f"passage@{k}", place < k) for k in (1, 5, 10, 20)),
            ("unit@1", best[0] == own and best[1] in data.gold[question]),
            ("unit given passage", given in data.gold[question]),
        ):
            found.setdefault(f"{kind} {name}", []).append(float(value))
    return {name: round(sum(values) / len(values), 3) for name, values in found.items()}


class Batches:
    def __init__(self, model: Transformer, data: Data, size: int) -> None:
        self.model, self.data, self.size = model, data, size
        self.by_group = {
            group: [p for p in data.of if data.group_of[p] == group]
            for group in ("bank", "term", "translated")
        }
        self.pairs = {kind: data.pairs[data.pairs[:, 2] == kind].tolist() for kind in (0, 1, 2)}
        self.alike: dict[int, list[int]] = {}

    def refresh(self) -> None:
        for groups in ((*OF_NOTES, "term"), ("translated",)):
            if any(self.by_group[group] for group in groups):
                self.alike |= Ranked(self.model, self.data, groups).alike()

    def loss(self) -> Tensor:
        kinds = {"bank": 60 * bool(self.by_group["bank"])}
        kinds |= {"translated": 15 * bool(self.by_group["translated"])}
        kinds |= {"pairs": 25 * all(self.pairs.values())}
        drawn = random.choices(list(kinds), list(kinds.values()))[0]
        if drawn == "pairs":
            return self.two()
        return self.questions({"bank": 0.8, "term": 0.2} if drawn == "bank" else {drawn: 1.0})

    def questions(self, shares: dict[str, float], temperature: float = 0.03) -> Tensor:
        data = self.data
        own = [
            passage
            for group, share in shares.items()
            for passage in self._drawn(self.by_group[group], int(self.size * share))
        ]
        near = {random.choice(self.alike[p]) for p in own} - set(own)
        chosen = own + self._drawn(sorted(near), self.size // 2)
        asked = [q for p in own for q in self._drawn(data.of[p], 5)]
        P, U, of = embed_passages(self.model, data, chosen, vary=True)
        Q = embed_questions(self.model, data, asked)
        at = {passage: number for number, passage in enumerate(chosen)}
        place = {one: number for number, one in enumerate(of)}
        gold = torch.zeros(len(asked), len(of), dtype=torch.bool)
        for row, question in enumerate(asked):
            for unit in data.gold[question]:
                if (number := place.get((data.passage[question], unit))) is not None:
                    gold[row, number] = True
        gold = gold.to(U.device)
        keep = gold.any(1)
        spread = F.log_softmax(Q @ U.T / temperature, 1)[keep]
        by_unit = -torch.logsumexp(spread.masked_fill(~gold[keep], -1e9), 1).mean()
        target = torch.tensor([at[data.passage[q]] for q in asked], device=U.device)
        return by_unit + 0.5 * F.cross_entropy(Q @ P.T / temperature, target)

    def two(self, temperature: float = 0.03) -> Tensor:
        """Translations both ways, headings and plain words to their text."""
        kind = random.choices((0, 1, 2), (5, 3, 3))[0]
        rows = self._drawn(self.pairs[kind], 3 * self.size)
        sides = [(a, b) if kind or random.random() < 0.5 else (b, a) for a, b, _ in rows]
        data = self.data
        q = _whole(self.model, [data.text_row(a, data.query, 62) for a, _ in sides])
        p = _whole(self.model, [data.text_row(b, data.document, PAIR) for _, b in sides])
        scores = q @ p.T / temperature
        gold = torch.arange(len(sides), device=scores.device)
        return (F.cross_entropy(scores, gold) + F.cross_entropy(scores.T, gold)) / 2

    @staticmethod
    def _drawn(items: Sequence, most: int) -> list:  # type: ignore[type-arg]
        return random.sample(items, min(most, len(items)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--size", type=int, default=160, help="passages a step")
    parser.add_argument("--rate", type=float, default=8e-5)
    args = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = make(torch.load(args.start)).to(device)
    data = Data(args.train)
    dev = Data(args.dev) if args.dev else None
    batches = Batches(model, data, args.size)
    schedule = Schedule(list(model.tunable()), args.rate, args.minutes * 60)
    average = Average(model)
    model.set_dropout(0.1)
    model.train()
    if dev:
        log("before", judge(model, dev))
    began = time.time()
    while schedule.lasts():
        if schedule.steps % 150 == 0:
            batches.refresh()
        loss = batches.loss()
        schedule.step(loss)
        average.update()
        if schedule.steps % 100 == 0:
            log(schedule.steps, round(time.time() - began), loss.item())
        if dev and schedule.steps % 400 == 0:
            log(judge(model, dev))
    average.put()
    if dev:
        log("after", schedule.steps, judge(model, dev))
    torch.save({k: v.cpu() for k, v in model.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()
