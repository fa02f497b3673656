"""How near questions are to passages and units, as an encoder has it."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from training.data import OF_NOTES, Data
from training.transformer import Transformer
from training.vectors import passages_of, vectors, wholes

NEAREST = 12  # passages most like another, of which hard negatives are drawn
# Cosine of two units from which on they mostly say the same; of the third encoder, and of those
# tuned from it: e5 as it comes has another scale.
SAME = 0.55


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
            best = scores.topk(min(most, len(self.passages)))
            for question, values, places in zip(part, *map(torch.Tensor.tolist, best), strict=True):
                near = zip(values, places, strict=True)
                found[question] = [self.passages[n] for value, n in near if value > -torch.inf]
        return found

    def repeating(self, questions: Sequence[int]) -> Tensor:
        """(questions, passages): where another note says again what answers the question."""
        data = self.data
        firsts = [(data.passage[q], unit) for q in questions for unit in (data.gold[q] or [-1])[:1]]
        right = self.owner.new_tensor([self.place.get(first, -1) for first in firsts])
        own = self.note.new_tensor([data.notes[passage] for passage, _ in firsts])
        return again(self.unit, right, self.owner, self.note != own[:, None])[1]

    def alike(self) -> dict[int, list[int]]:
        """By passage, the passages most like it."""
        found: dict[int, list[int]] = {}
        for first in range(0, len(self.passages), 1024):
            scores = self.whole[first : first + 1024] @ self.whole.T
            top = scores.topk(min(NEAREST + 1, len(self.passages))).indices.tolist()
            for row, own in zip(top, self.passages[first : first + 1024], strict=True):
                found[own] = [self.passages[n] for n in row if self.passages[n] != own]
        return found


def again(units: Tensor, right: Tensor, owner: Tensor, elsewhere: Tensor) -> tuple[Tensor, Tensor]:
    """(questions, units) and (questions, passages): what says the same as the unit `right`
    (questions,), -1 for none, and is `elsewhere` (questions, passages), in another note; `owner`
    (units,) has the passage of each. The notes of many people on one subject do, and to learn that
    they are wrong is to learn nonsense (Qu et al., 2021).
    """
    same = (units[right] @ units.T >= SAME) & elsewhere[:, owner] & (right >= 0)[:, None]
    where = units.new_zeros(elsewhere.shape).index_add_(1, owner, same.to(units.dtype))
    return same, where > 0


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
