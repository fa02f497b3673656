"""The reader's model and what it reads at a time: questions, each with several passages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.data import Data, any_head
from training.transformer import WIDTH, Packed, Transformer, make, means, pack


class Reader(nn.Module):
    """A score starts as the cosine of question and unit, pooled from their joint states, and
    learns the rest.
    """

    def __init__(self, body: Transformer) -> None:
        super().__init__()
        self.body = body
        self.hidden, self.last = nn.Linear(3 * WIDTH, WIDTH), nn.Linear(WIDTH, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.scale, self.middle = nn.Parameter(torch.tensor(8.0)), nn.Parameter(torch.tensor(0.8))

    def head(self) -> list[nn.Parameter]:
        return [p for n, p in self.named_parameters() if not n.startswith("body.")]

    def judge(self, unit: Tensor, question: Tensor) -> Tensor:
        """(units,) from the mean states of each unit and of its question, (units, WIDTH)."""
        joint = torch.cat([unit, question, unit * question], 1)
        rest = self.last(F.gelu(self.hidden(joint), approximate="tanh"))[:, 0]
        score: Tensor = self.scale * (F.cosine_similarity(unit, question) - self.middle) + rest
        return score


# A unit is read in any case, where its passage is whole, or where that has a gap. The first is 0,
# as the zero's own column is.
ALWAYS, WHOLE, GAP = range(3)
_NOTHING = -1e4


@dataclass(frozen=True)
class Reading:
    """Questions with the passages read for each; the one that answers is read twice, whole and
    without its answers. `packed` has the spans of the questions of all rows, then those of all
    units; of unit i, `row[i]`, `owner[i]` and `place[i]` are its row, its question and its place
    among the units read for that, `answers[i]` whether it answers, `part[i]` where it is read.
    """

    packed: Packed
    rows: int
    questions: int
    row: np.ndarray
    owner: np.ndarray
    place: np.ndarray
    answers: np.ndarray
    part: np.ndarray

    def table(self, reader: Reader) -> Tensor:
        """(questions, 1 + most units): zero first, then the scores, then nothing."""
        found = means(reader.body, self.packed)
        row = torch.from_numpy(self.row).to(found.device)
        scores = reader.judge(found[self.rows :], found[: self.rows][row])
        return self._padded(scores, _NOTHING)

    def only(self, table: Tensor, part: int) -> Tensor:
        """Of the table what is read always and in PART; ALWAYS is as if the passage that answers
        were missing.
        """
        parts = self._padded(torch.from_numpy(self.part).to(table.device), ALWAYS)
        return table.masked_fill((parts != ALWAYS) & (parts != part), _NOTHING)

    def gold(self, device: torch.device) -> Tensor:
        """(questions, 1 + most units): what is right, the zero where nothing answers."""
        flags = torch.from_numpy(self.answers).to(device)
        gold = self._padded(flags, False)
        gold[:, 0] = ~gold.any(1)
        return gold

    def _padded(self, values: Tensor, nothing: float) -> Tensor:
        owner, place = (torch.from_numpy(a).to(values.device) for a in (self.owner, self.place))
        table = values.new_full((self.questions, 2 + int(self.place.max())), nothing)
        table[:, 0] = 0
        return table.index_put((owner, 1 + place), values)


def reading(data: Data, chosen: Sequence[tuple[int, Sequence[int]]], vary: bool = False) -> Reading:
    """`chosen`: questions and the passages read for each."""
    rows: list[list[int]] = []
    asked: list[tuple[int, int, int]] = []  # extent of the question in each row
    spans: list[tuple[int, int, int]] = []
    owner, place, answers, part = list[int](), list[int](), list[bool](), list[int]()
    for number, (question, passages) in enumerate(chosen):
        head, count = any_head() if vary else 0, 0
        row = data.question_row(question, vary)
        for passage, read in _read(data.passage[question], passages):
            own = data.gold[question] if read != ALWAYS else []
            without = own if read == GAP else []
            pieces, places, extents = data.joint_row(row, passage, head, without)
            if not places:
                continue
            spans += [(len(rows), a, b) for a, b in extents]
            owner += [number] * len(places)
            place += range(count, count + len(places))
            answers += [one in own for one in places]
            part += [read] * len(places)
            asked.append((len(rows), 1, len(row) - 1))
            rows.append(pieces)
            count += len(places)
    columns = ([row for row, _, _ in spans], owner, place, answers, part)
    arrays = [np.array(column) for column in columns]
    return Reading(pack(rows, asked + spans), len(rows), len(chosen), *arrays)


def _read(own: int, passages: Sequence[int]) -> Iterator[tuple[int, int]]:
    for passage in passages:
        if passage == own:
            yield from ((own, WHOLE), (own, GAP))
        else:
            yield passage, ALWAYS


def answer_loss(table: Tensor, gold: Tensor) -> Tensor:
    """`gold` (questions, 1 + units) marks what is right, the zero where nothing answers."""
    spread = F.log_softmax(table, 1)
    return -torch.logsumexp(spread.masked_fill(~gold, -1e9), 1).mean()


def silence_loss(table: Tensor) -> Tensor:
    """Of a table (questions, 1 + units) where nothing answers."""
    return -F.log_softmax(table, 1)[:, 0].mean()


def load_reader(file: Path) -> Reader:
    weights = torch.load(file)
    body = {k.removeprefix("body."): v for k, v in weights.items() if k.startswith("body.")}
    reader = Reader(make(body))
    reader.load_state_dict(weights)
    return reader
