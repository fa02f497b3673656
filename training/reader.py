"""Trains the reader: question and passage together, a score for each unit against a fixed zero,
"no answer here", normalised over all passages read (Clark and Gardner, 2018).

    python -m training.reader ENCODER.pt TRAIN.npz OUT.pt --minutes 5 [--dev DEV.npz]
                              [--start READER.pt]

Of every question three losses are taken: the notes whole; a *gap*, its answer taken out of its
passage, where nothing answers; and its whole passage missing, for answers stand once in a note.
Passages of other notes that say the same are not read beside it. Questions that a note leaves
unanswered are not trained on: their wording gives them away.
"""

import argparse
import random
from pathlib import Path

import torch
from torch import Tensor

from training.ahead import ahead
from training.data import APART, Data
from training.judging import judge
from training.optimiser import Average, Schedule, log
from training.ranking import Ranked
from training.reading import (
    ALWAYS,
    GAP,
    WHOLE,
    Reader,
    Reading,
    answer_loss,
    load_reader,
    reading,
    silence_loss,
)
from training.transformer import Transformer, make

MOST = 24  # nearest passages that the ones to be read are drawn from
READ = 3  # passages that the product reads
SHARE_WHOLE, SHARE_GAP, SHARE_MISSING = 0.6, 0.25, 0.15  # of the loss
GROUPS = tuple(group for groups in APART for group in groups)
SHARES = (0.44, 0.11, 0.16, 0.08, 0.03, 0.08, 0.1)


class Drawing:
    """Questions with passages to read: the right one among those that the encoder finds."""

    def __init__(
        self,
        data: Data,
        near: dict[int, list[int]],
        width: int,
        read: int,
        shares: dict[str, float],
    ) -> None:
        self.data, self.near, self.width, self.read = data, near, width, read
        self.shares = shares
        groups: dict[str, list[int]] = {}
        for question, gold in enumerate(data.gold):
            if gold:
                groups.setdefault(data.group[question], []).append(question)
        self.groups = groups
        self.left: dict[str, list[int]] = {group: [] for group in groups}

    def batch(self) -> Reading:
        asked = [
            self._next(group)
            for group, share in self.shares.items()
            if group in self.groups
            for _ in range(round(self.width * share))
        ]
        chosen = [self._passages(question) for question in asked]
        return reading(self.data, chosen, vary=True)

    def _next(self, group: str) -> int:
        if not self.left[group]:
            self.left[group] = random.sample(self.groups[group], len(self.groups[group]))
        return self.left[group].pop()

    def _passages(self, question: int) -> tuple[int, list[int]]:
        own = self.data.passage[question]
        others = [p for p in self.near[question] if p != own]
        # The nearest are also the ones that come beside it when a question is asked.
        first = random.sample(others[:6], min(self.read - 2, len(others[:6])))
        rest = [p for p in others if p not in first]
        return question, [own, *first, *random.sample(rest, min(1, len(rest)))]


def loss_of(read: Reading, reader: Reader) -> Tensor:
    """A scalar."""
    table = read.table(reader)
    return (
        SHARE_WHOLE * answer_loss(read.only(table, WHOLE), read.gold(table.device))
        + SHARE_GAP * silence_loss(read.only(table, GAP))
        + SHARE_MISSING * silence_loss(read.only(table, ALWAYS))
    )


def nearest(encoder: Transformer, data: Data) -> dict[int, list[int]]:
    """By question, the passages of its own kind of text that the encoder finds, best first."""
    near: dict[int, list[int]] = {}
    for groups in APART:
        if set(groups) & set(data.group):
            near |= Ranked(encoder, data, groups).nearest(MOST)
    return near


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoder", type=Path, help="finds the passages, and is what is tuned")
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="a reader to go on from")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--keep", type=int, default=0, help="lowest layers left as they are")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--width", type=int, default=64, help="questions a step")
    parser.add_argument("--read", type=int, default=4, help="passages of each")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument(
        "--shares", type=float, nargs=len(GROUPS), default=SHARES, help=", ".join(GROUPS)
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare batches")
    args = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = make(torch.load(args.encoder)).to(device)
    data, dev = Data(args.train), Data(args.dev) if args.dev else None
    near, dev_near = nearest(encoder, data), nearest(encoder, dev) if dev else {}
    reader = load_reader(args.start).to(device) if args.start else Reader(encoder).to(device)
    shares = dict(zip(GROUPS, args.shares, strict=True))
    drawing = Drawing(data, near, args.width, args.read, shares)
    batches = ahead(drawing.batch, args.workers)
    reader.body.set_dropout(args.dropout)
    tuned = list(reader.body.tunable(args.keep))
    schedule = Schedule(tuned, args.rate, args.minutes * 60, reader.head())
    average = Average(reader)
    reader.train()
    while schedule.lasts():
        loss = loss_of(next(batches), reader)
        schedule.step(loss)
        average.update()
        if schedule.steps % 500 == 0:
            log(schedule.steps, loss.item())
    average.put()
    if dev:
        log("after", schedule.steps, judge(reader, dev, dev_near, READ))
    torch.save({k: v.cpu() for k, v in reader.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()
