"""The reader's model and what it reads at a time: questions, each with several passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.data import Data, any_head
from training.transformer import WIDTH, Transformer, make, means


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


@dataclass
class Reading:
    """Questions with the passages read for each: `of[i]` are question, passage and unit of score i
    of the batch; `answers` tells whether that unit answers.
    """

    rows: list[list[int]]
    asked: list[tuple[int, int, int]]  # extent of the question in each row
    units: list[tuple[int, int, int]]
    of: list[tuple[int, int, int]]
    answers: list[bool]
    questions: int

    def scores(self, reader: Reader) -> Tensor:
        found = means(reader.body, self.rows, self.asked + self.units)
        row = torch.tensor([r for r, _, _ in self.units], device=found.device)
        return reader.judge(found[len(self.rows) :], found[: len(self.rows)][row])

    def padded(self, scores: Tensor) -> Tensor:
        """(questions, 1 + most units): zero first, then the scores, then nothing."""
        owner = torch.tensor([q for q, _, _ in self.of])
        count = torch.bincount(owner, minlength=self.questions)
        place = torch.arange(len(owner)) - F.pad(count.cumsum(0), (1, 0))[owner]
        table = scores.new_full((self.questions, 1 + int(count.max())), -1e4)
        table[:, 0] = 0.0
        return table.index_put((owner.to(scores.device), 1 + place.to(scores.device)), scores)


def reading(
    data: Data,
    chosen: Sequence[tuple[int, Sequence[int], bool]],
    vary: bool = False,
) -> Reading:
    """`chosen`: question, passages, and whether its answers are left out."""
    out = Reading([], [], [], [], [], len(chosen))
    for number, (question, passages, gap) in enumerate(chosen):
        head = any_head() if vary else 0
        for passage in passages:
            own = data.gold[question] if passage == data.passage[question] else []
            row, end, places, spans = data.joint_row(question, passage, head, own if gap else ())
            if not places:
                continue
            out.units += [(len(out.rows), a, b) for a, b in spans]
            out.of += [(number, passage, place) for place in places]
            out.answers += [place in own for place in places]
            out.asked.append((len(out.rows), 1, end))
            out.rows.append(row)
    return out


def answer_loss(table: Tensor, gold: Tensor) -> Tensor:
    """`gold` (questions, 1 + units) marks what may be right, the zero where nothing answers."""
    spread = F.log_softmax(table, 1)
    return -torch.logsumexp(spread.masked_fill(~gold, -1e9), 1).mean()


def gold_of(read: Reading, table: Tensor) -> Tensor:
    flags = torch.tensor(read.answers, device=table.device, dtype=table.dtype)
    gold = read.padded(flags) > 0.5
    gold[:, 0] = ~gold.any(1)
    return gold


def load_reader(file: Path) -> Reader:
    weights = torch.load(file)
    body = {k.removeprefix("body."): v for k, v in weights.items() if k.startswith("body.")}
    reader = Reader(make(body))
    reader.load_state_dict(weights)
    return reader
