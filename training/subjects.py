"""Trains the reader further, to tell a subject that is only near from the one that is asked for.

    python -m training.subjects READER.pt TRAIN.npz OUT.pt BANK NAME... [--minutes 58]

Of the questions of a bank's files NAME pairs are made (`training.swapped`). A step reads some of
them, both questions with the passage that answers the first alone, and ordinary questions of
TRAIN.npz, each with its own passage.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from torch import Tensor, save

from index.embedding.rows import Span, bundled_pieces
from training.bank import read_bank
from training.data import Data, any_head
from training.optimiser import Average, Schedule, log
from training.reading import ALWAYS, Reader, Reading, answer_loss, load_reader, silence_loss
from training.swapped import Pair, pairs
from training.transformer import pack

SHARES = {"facts": 7, "bank": 4, "english": 2}  # ordinary questions of a step, by group
PAIRS = 11  # of a step
KEPT = 6  # lowest layers left as they are
RATE, FASTER = 5e-5, 4  # the head's is 2e-4
AVERAGED = 0.98
SHARE_ANSWERED, SHARE_SILENT = 0.6, 0.4  # of the loss
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Row:
    """A question, up to `asked`, with its passage; `gold` are the places of those of its units
    that answer.
    """

    pieces: list[int]
    asked: int
    units: list[Span]
    gold: set[int]


def question_rows(data: Data, question: int) -> Iterator[Row]:
    """None where the answer has no room."""
    asked = data.question_row(question, vary=True)
    pieces, places, units = data.joint_row(asked, data.passage[question], any_head())
    if gold := set(places).intersection(data.gold[question]):
        yield Row(pieces, len(asked) - 1, units, gold)


def pair_rows(pair: Pair) -> list[Row]:
    """Two, or none where the answer has no room."""
    headings = pair.passage.headings
    head = " › ".join(headings if random.random() < 0.8 else headings[-1:])
    right = _row(pair.right, head, pair.passage.units, pair.gold)
    wrong = _row(pair.wrong, head, pair.passage.units, frozenset())
    return [right, wrong] if right.gold else []


def _row(question: str, head: str, units: Sequence[str], gold: frozenset[int]) -> Row:
    pieces = bundled_pieces()
    asked = pieces.question(question.rstrip("?？ ") if random.random() < 0.2 else question)
    row, spans = pieces.joint(asked, head, units)[0]
    return Row(row, len(asked) - 1, spans, {place for place in gold if place < len(spans)})


def together(rows: Sequence[Row]) -> Reading:
    """Each a question of its own, read with one passage."""
    units = [(n, *span) for n, row in enumerate(rows) for span in row.units]
    asked = [(n, 1, row.asked) for n, row in enumerate(rows)]
    packed = pack([row.pieces for row in rows], asked + units)
    owner = np.array([n for n, _, _ in units])
    place = np.array([place for row in rows for place in range(len(row.units))])
    answers = np.array([place in row.gold for row in rows for place in range(len(row.units))])
    part = np.full_like(owner, ALWAYS)
    return Reading(packed, len(rows), len(rows), owner, owner, place, answers, part)


class Drawing:
    """Batches; every question and pair comes once before any comes again."""

    def __init__(self, data: Data, made: Sequence[Pair]) -> None:
        self.data, self.pairs = data, _shuffled(made)
        self.asked = {group: _shuffled(_answered(data, group)) for group in SHARES}

    def batch(self) -> Reading:
        asked = [q for group, count in SHARES.items() for q in islice(self.asked[group], count)]
        rows = [row for question in asked for row in question_rows(self.data, question)]
        return together(rows + [row for p in islice(self.pairs, PAIRS) for row in pair_rows(p)])


def _answered(data: Data, group: str) -> list[int]:
    """By one unit among several."""
    asked = enumerate(zip(data.group, data.gold, data.passage, strict=True))
    return [q for q, (of, gold, p) in asked if of == group and gold and len(data.units[p]) > 1]


def _shuffled(things: Sequence[_Thing]) -> Iterator[_Thing]:
    """Without end, anew each time."""
    while things:
        yield from random.sample(things, len(things))


def loss_of(read: Reading, reader: Reader) -> Tensor:
    """A scalar."""
    table = read.table(reader)
    gold = read.gold(table.device)
    silent = gold[:, 0]
    answered = answer_loss(table[~silent], gold[~silent])
    return SHARE_ANSWERED * answered + SHARE_SILENT * silence_loss(table[silent])


def train(reader: Reader, drawing: Drawing, seconds: float) -> None:
    reader.body.set_dropout(0)
    tuned = list(reader.body.tunable(KEPT))
    schedule = Schedule(tuned, RATE, seconds, reader.head(), FASTER)
    average = Average(reader, AVERAGED)
    reader.train()
    while schedule.lasts():
        loss = loss_of(drawing.batch(), reader)
        schedule.step(loss)
        average.update()
        if schedule.steps % 10 == 0:
            log(schedule.steps, loss.item())
    average.put()
    log("after", schedule.steps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reader", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("bank", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--minutes", type=float, default=58)
    args = parser.parse_args()
    random.seed(1)
    made = pairs(*read_bank([args.bank], args.names))
    log(len(made), "pairs")
    reader, drawing = load_reader(args.reader), Drawing(Data(args.train), made)
    train(reader, drawing, args.minutes * 60)
    save(reader.state_dict(), args.out)


if __name__ == "__main__":
    main()
