"""How near questions are to passages and units, as an encoder has it."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from training.data import OF_NOTES, Data
from training.transformer import Transformer
from training.vectors import passages_of, vectors, wholes

NEAREST = 12  # passages most like another, of which hard negatives are drawn
SAME = 0.55  # cosine of two units from which on they mostly say the same, in other notes


class Ranked:
    """How near each question is to the passages and units of its groups."""

    @torch.no_grad()
    def __init__(self, model: Transformer, data: Data, groups: Sequence[str]) -> None:
        model.eval()
        self.model, self.data = model, data
        self.passages = [p for p, group in enumerate(data.group_of) if group in groups]
        self.questions = [q for q, group in enumerate(data.group) if group in groups]
        P, U, self.of = [], [], []
        for some in _parts(self.passages, 512):
            part = passages_of(data, some)
            p, u = part.embed(model)
            P.append(p)
            U.append(u)
            self.of += part.of
        self.whole, self.unit = torch.cat(P), torch.cat(U)
        at = {p: n for n, p in enumerate(self.passages)}
        self.owner = torch.tensor([at[p] for p, _ in self.of], device=self.whole.device)
        self.place = {unit: n for n, unit in enumerate(self.of)}
        notes = [data.notes[p] for p in self.passages]
        self.note = torch.tensor(notes, device=self.whole.device)
        model.train()

    @torch.no_grad()
    def scores(self, questions: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Of passages, (questions, passages), the sum of two z-scores; of units, the cosine."""
        self.model.eval()
        asked = wholes([self.data.question_row(question) for question in questions])
        question = vectors(self.model, asked)
        self.model.train()
        units = question @ self.unit.T
        best = torch.full((len(question), len(self.passages)), -1.0, device=units.device)
        best = best.scatter_reduce(1, self.owner.expand(len(question), -1), units, "amax")
        return _z(question @ self.whole.T) + _z(best), units

    def nearest(self, most: int) -> dict[int, list[int]]:
        """By question, passages, the nearest first, without those that answer it as well."""
        found: dict[int, list[int]] = {}
        for part in _parts(self.questions, 512):
            scores, _ = self.scores(part)
            scores[self.repeating(part)] = -torch.inf
            top = scores.topk(min(most, len(self.passages))).indices.tolist()
            found |= {q: [self.passages[n] for n in row] for q, row in zip(part, top, strict=True)}
        return found

    def repeating(self, questions: Sequence[int]) -> Tensor:
        """(questions, passages): where another note says again what answers the question. The notes
        of many people on one subject do, and to learn that such a passage is wrong is to learn
        nonsense (Qu et al., 2021).
        """
        data = self.data
        golds = [[(data.passage[q], unit) for unit in data.gold[q]] for q in questions]
        known = [[self.place[unit] for unit in gold if unit in self.place] for gold in golds]
        rows = [row for row, places in enumerate(known) if places]
        like = self.unit[[known[row][0] for row in rows]] @ self.unit.T
        best = like.new_full((len(questions), len(self.passages)), -1.0)
        best[rows] = best[rows].scatter_reduce(1, self.owner.expand(len(rows), -1), like, "amax")
        own = self.note.new_tensor([data.notes[data.passage[q]] for q in questions])
        return (best >= SAME) & (self.note != own[:, None])

    def alike(self) -> dict[int, list[int]]:
        """By passage, the passages most like it."""
        found: dict[int, list[int]] = {}
        for first in range(0, len(self.passages), 1024):
            scores = self.whole[first : first + 1024] @ self.whole.T
            top = scores.topk(min(NEAREST + 1, len(self.passages))).indices.tolist()
            for row, own in zip(top, self.passages[first : first + 1024], strict=True):
                found[own] = [self.passages[n] for n in row if self.passages[n] != own]
        return found


def _parts(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _z(scores: Tensor) -> Tensor:
    return (scores - scores.mean(1, keepdim=True)) / scores.std(1, keepdim=True)


def judge(model: Transformer, data: Data) -> dict[str, float]:
    """Shares of the questions, in other words and others ("term")."""
    ranked = Ranked(model, data, OF_NOTES)
    scores, units = ranked.scores(ranked.questions)
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
