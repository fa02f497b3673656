"""Trains the reader: question and passage together, a score for each unit against a fixed zero,
"no answer here", normalised over all passages read (Clark and Gardner, 2018).

    python -m training.reader ENCODER.pt TRAIN.npz OUT.pt --minutes 5 [--dev DEV.npz]
                              [--layers 0 2 4 6 8 11] [--teacher READER.pt]

A third of the questions are *gaps*: the same question with its answer taken out, where nothing
answers. Questions that a note leaves unanswered are not trained on: their wording gives them away.
With a teacher, its scores over the same passages are learned beside the answers (Hinton et al.,
2015).
"""

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.data import OF_NOTES, Data, any_head
from training.encoder import Ranked
from training.optimiser import Average, Schedule, log
from training.transformer import WIDTH, Transformer, count_layers, make, means

MOST = 24  # nearest passages that the ones to be read are drawn from
GAPS = 0.35
GROUPS = (*OF_NOTES, "term", "translated")
_HEAD = ("hidden.", "last.", "scale", "middle")


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


class Drawing:
    """Questions with passages to read: the right one among those that the encoder finds."""

    def __init__(self, data: Data, near: dict[int, list[int]], width: int, read: int) -> None:
        self.data, self.near, self.width, self.read = data, near, width, read
        groups: dict[str, list[int]] = {}
        for question, gold in enumerate(data.gold):
            if gold:
                groups.setdefault(data.group[question], []).append(question)
        self.groups = groups
        self.left: dict[str, list[int]] = {group: [] for group in groups}

    def batch(self, shares: dict[str, float]) -> Reading:
        asked = [
            self._next(group)
            for group, share in shares.items()
            if group in self.groups
            for _ in range(round(self.width * share))
        ]
        return reading(self.data, [self._passages(question) for question in asked], vary=True)

    def _next(self, group: str) -> int:
        if not self.left[group]:
            self.left[group] = random.sample(self.groups[group], len(self.groups[group]))
        return self.left[group].pop()

    def _passages(self, question: int) -> tuple[int, list[int], bool]:
        own, notes = self.data.passage[question], self.data.notes
        others = [p for p in self.near[question] if p != own]
        gap = random.random() < GAPS
        if gap and random.random() < 0.35:  # its whole note is missing
            others = [p for p in others if notes[p] != notes[own]] or others
            chosen = random.sample(others, min(self.read, len(others)))
        else:
            # The nearest are also the ones that come beside it when a question is asked.
            first = random.sample(others[:6], min(self.read - 2, len(others[:6])))
            rest = [p for p in others if p not in first]
            chosen = [own, *first, *random.sample(rest, min(1, len(rest)))]
        return question, chosen, gap


@torch.no_grad()
def judge(reader: Reader, data: Data, near: dict[int, list[int]], most: int) -> dict[str, float]:
    """Over the nearest passages, whole and with the answers taken out: how often the first unit
    answers, and how well the two are told apart (AUROC).
    """
    reader.eval()
    kinds = ("para", "term")
    found: dict[str, list[float]] = {}
    for kind in kinds:
        asked = [q for q in near if data.gold[q] and (data.kind[q] == "para") == (kind == "para")]
        sure: list[list[float]] = []
        for gap in (False, True):
            own: list[float] = []
            for first in range(0, len(asked), 64):
                part = asked[first : first + 64]
                read = reading(data, [(q, near[q][:most], gap) for q in part])
                table = read.padded(read.scores(reader))
                own += torch.logsumexp(table[:, 1:], 1).tolist()
                if not gap:
                    gold = read.padded(torch.tensor(read.answers).float().to(table.device)) > 0.5
                    top = table[:, 1:].topk(3).indices + 1
                    right = gold.gather(1, top)
                    found.setdefault(f"{kind} unit@1", []).extend(right[:, 0].float().tolist())
                    found.setdefault(f"{kind} unit@3", []).extend(right.any(1).float().tolist())
            sure.append(own)
        pairs = [(x > y) + 0.5 * (x == y) for x in sure[0] for y in sure[1]]
        found[f"{kind} gaps"] = pairs
        alone = []
        for first in range(0, len(asked), 64):
            part = asked[first : first + 64]
            read = reading(data, [(q, [data.passage[q]], False) for q in part])
            table = read.padded(read.scores(reader))
            gold = read.padded(torch.tensor(read.answers).float().to(table.device)) > 0.5
            best = table[:, 1:].argmax(1, keepdim=True) + 1
            alone += gold.gather(1, best)[:, 0].float().tolist()
        found[f"{kind} given passage"] = alone
    reader.train()
    return {name: round(sum(values) / len(values), 3) for name, values in found.items()}


def load_reader(file: Path) -> Reader:
    weights = torch.load(file)
    body = {k.removeprefix("body."): v for k, v in weights.items() if k.startswith("body.")}
    reader = Reader(make(body))
    reader.load_state_dict(weights)
    return reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", type=Path, help="an encoder, or with --resume a reader")
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, help="that finds the passages, if not START")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--layers", type=int, nargs="*")
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--keep", type=int, default=0, help="lowest layers left as they are")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--width", type=int, default=64, help="questions a step")
    parser.add_argument("--read", type=int, default=4, help="passages of each")
    parser.add_argument("--most", type=int, nargs="*", default=[4, 8], help="passages judged over")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--shares", type=float, nargs=5, default=[0.5, 0.08, 0.12, 0.12, 0.18])
    args = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = Data(args.train)
    encoder = make(torch.load(args.encoder or args.start)).to(device)
    near: dict[int, list[int]] = {}
    for groups in ((*OF_NOTES, "term"), ("translated",)):
        if set(groups) & set(data.group):
            near |= Ranked(encoder, data, groups).nearest(MOST)
    log("found", len(near))
    if args.resume:
        reader = load_reader(args.start).to(device)
    else:
        weights = torch.load(args.start)
        body = {k.removeprefix("body."): v for k, v in weights.items() if not k.startswith(_HEAD)}
        reader = Reader(make(body, args.layers or range(count_layers(body)))).to(device)
        own = {k: v for k, v in weights.items() if k.startswith(_HEAD)}
        reader.load_state_dict(own, strict=False)
    teacher = load_reader(args.teacher).to(device).eval() if args.teacher else None
    if args.dev:
        dev = Data(args.dev)
        dev_near = Ranked(encoder, dev, OF_NOTES).nearest(MOST)
    del encoder
    shares = dict(zip(GROUPS, args.shares, strict=True))
    drawing = Drawing(data, near, args.width, args.read)
    schedule = Schedule(
        list(reader.body.tunable(args.keep)), args.rate, args.minutes * 60, reader.head()
    )
    average = Average(reader)
    reader.body.set_dropout(0.1)
    reader.train()
    began = time.time()
    while schedule.lasts():
        read = drawing.batch(shares)
        table = read.padded(read.scores(reader))
        loss = answer_loss(table, gold_of(read, table))
        if teacher is not None:
            with torch.no_grad():
                taught = read.padded(read.scores(teacher)).softmax(1)
            loss = 0.4 * loss - 0.6 * (taught * F.log_softmax(table, 1)).sum(1).mean()
        schedule.step(loss)
        average.update()
        if schedule.steps % 100 == 0:
            log(schedule.steps, round(time.time() - began), loss.item())
        if args.dev and schedule.steps % 500 == 0:
            log(judge(reader, dev, dev_near, args.most[0]))
    average.put()
    for most in args.most if args.dev else ():
        log("after", schedule.steps, most, judge(reader, dev, dev_near, most))
    torch.save({k: v.cpu() for k, v in reader.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()
