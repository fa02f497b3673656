"""Tunes the encoder: question and unit close to each other.

    python -m training.encoder START.pt TRAIN.npz OUT.pt --minutes 3 [--dev DEV.npz]

Contrastive over everything in the batch, with the passages most like each other put into one.
"""

import argparse
import random
import time
from pathlib import Path

import torch

from training.ahead import ahead
from training.contrast import Batches
from training.data import Data
from training.optimiser import Average, Schedule, log
from training.ranking import judge
from training.transformer import make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--size", type=int, default=160, help="passages a step, without the near")
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--refresh", type=int, default=150, help="steps between looks at the hard")
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare batches")
    args = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = make(torch.load(args.start)).to(device)
    data, dev = Data(args.train), Data(args.dev) if args.dev else None
    batches = Batches(data, args.size)
    schedule = Schedule(list(model.tunable()), args.rate, args.minutes * 60)
    average = Average(model)
    model.set_dropout(0.1)
    model.train()
    if dev:
        log("before", judge(model, dev))
    began = time.time()
    while schedule.lasts():
        if schedule.steps % args.refresh == 0:
            batches.refresh(model)
            drawn = ahead(batches.draw, args.workers)
        loss = next(drawn).loss(model)
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
