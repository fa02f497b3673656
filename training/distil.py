"""Distil all-MiniLM-L6-v2 into Korean: the student's vector of a Korean text is drawn to the
teacher's vector of its English counterpart (Reimers and Gurevych, 2020, arXiv:2004.09813), by
cosine and by picking it out among the last QUEUE teacher vectors.

For the first FROZEN of the steps only the word vectors learn, then the encoder too, while
English texts hold it to the teacher. A batch depends on seed and step alone, and a checkpoint is
written every CHECKPOINT_STEPS, so that a stopped run goes on as the same run.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

MAX_PIECES = 64  # longer pairs are left out: a step costs what its longest text costs
BATCH = 64
BUCKET = 16 * BATCH  # drawn together and sorted by length, so that a batch holds little padding
QUEUE = 4096
SCALE = 20.0  # inverse temperature of the softmax over cosines
FROZEN = 0.2
WORD_RATE, ENCODER_RATE = 2e-3, 1e-4
WARMUP_STEPS = 100
CHECKPOINT_STEPS = 200
# Once the encoder learns too: one step in so many also holds English to the teacher, and one in so
# many also learns from a contrastive batch.
ENGLISH_EVERY, TUNE_EVERY = 4, 4

Ids = list[int]


@dataclass(frozen=True)
class Pair:
    korean: Ids  # pieces of the student
    english: Ids  # pieces of the student
    taught: Ids  # the English text in pieces of the teacher


def encode_pairs(
    pairs: Sequence[tuple[str, str]], student: Tokenizer, teacher: Tokenizer
) -> list[Pair]:
    columns = [
        [e.ids for e in tokenizer.encode_batch([pair[side] for pair in pairs])]
        for tokenizer, side in ((student, 0), (student, 1), (teacher, 1))
    ]
    rows = zip(*columns, strict=True)
    return [Pair(*row) for row in rows if max(map(len, row)) <= MAX_PIECES]


def embed(model: BertModel, texts: Sequence[Ids]) -> Tensor:
    """(n, d) float32 rows of unit length: the mean over the last layer's pieces."""
    longest = max(map(len, texts))
    ids = torch.tensor([text + [0] * (longest - len(text)) for text in texts])
    seen = torch.tensor([[1.0] * len(text) + [0.0] * (longest - len(text)) for text in texts])
    states = model(ids, attention_mask=seen).last_hidden_state
    return F.normalize((states * seen.unsqueeze(-1)).sum(1), dim=-1)


def lessons(
    pairs: Sequence[Pair], teacher: BertModel, first: int, steps: int, seed: int
) -> Iterator[tuple[list[Pair], Tensor]]:
    """Batches of like length from step `first` on, with the teacher's vectors of their English
    texts; every pair is drawn once before any twice.
    """
    draw = random.Random(seed)
    step = 0
    while True:
        order = draw.sample(range(len(pairs)), len(pairs))
        for place in range(0, len(order) - BUCKET + 1, BUCKET):
            bucket = [pairs[i] for i in order[place : place + BUCKET]]
            starts = draw.sample(range(0, BUCKET, BATCH), BUCKET // BATCH)
            step += len(starts)
            if step <= first:
                continue
            bucket.sort(key=lambda pair: len(pair.korean))
            target = teach(teacher, bucket)
            for back, start in zip(range(len(starts), 0, -1), starts, strict=True):
                if step - back >= steps:
                    return
                if step - back >= first:
                    yield bucket[start : start + BATCH], target[start : start + BATCH]


def teach(teacher: BertModel, pairs: Sequence[Pair]) -> Tensor:
    """(n, d) the teacher's vectors, in the order of the pairs."""
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].taught))
    target = torch.empty(len(pairs), teacher.config.hidden_size)
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            target[part] = embed(teacher, [pairs[i].taught for i in part])
    return target


class Distillation:
    def __init__(self, student: BertModel, steps: int) -> None:
        self.student, self.steps = student, steps
        words = student.embeddings.word_embeddings
        words.sparse = True
        self.words = words.weight
        self.encoder = [p for p in student.parameters() if p is not self.words]
        self.word_adam = torch.optim.SparseAdam([self.words], lr=WORD_RATE)
        self.adam = torch.optim.AdamW(self.encoder, lr=ENCODER_RATE, weight_decay=0.0)
        self.queue = torch.empty(0, self.words.shape[1])
        self.step = 0
        for module in student.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    def state(self) -> dict[str, Any]:
        return {
            "student": self.student.state_dict(),
            "word_adam": self.word_adam.state_dict(),
            "adam": self.adam.state_dict(),
            "queue": self.queue,
            "step": self.step,
        }

    def load(self, state: dict[str, Any]) -> None:
        for name in ("student", "word_adam", "adam"):
            getattr(self, name).load_state_dict(state[name])
        self.queue, self.step = state["queue"], state["step"]

    def learn(
        self, batch: Sequence[Pair], target: Tensor, tune: Callable[[BertModel, int], Tensor]
    ) -> tuple[float, float]:
        """One step; the mean cosine distance to the teacher, and the softmax loss."""
        frozen = self.step < FROZEN * self.steps
        for parameter in self.encoder:
            parameter.requires_grad_(not frozen)
        self._set_rates()
        found = embed(self.student, [pair.korean for pair in batch])
        far = 1 - (found * target).sum(-1).mean()
        logits = SCALE * found @ torch.cat([target, self.queue]).T
        picked = F.cross_entropy(logits, torch.arange(len(batch)))
        loss = far + 0.3 * picked
        if not frozen and self.step % ENGLISH_EVERY == 0:
            kept = embed(self.student, [pair.english for pair in batch])
            loss = loss + 1 - (kept * target).sum(-1).mean()
        if not frozen and self.step % TUNE_EVERY == 2:
            loss = loss + 0.5 * tune(self.student, self.step)
        self._descend(loss, frozen)
        self.queue = torch.cat([target, self.queue])[:QUEUE]
        self.step += 1
        return far.item(), picked.item()

    def _set_rates(self) -> None:
        left = max(0.02, 1 - self.step / self.steps)
        warm = min(1.0, (self.step + 1) / WARMUP_STEPS)
        unfrozen = max(0.0, self.step - FROZEN * self.steps)
        self.word_adam.param_groups[0]["lr"] = WORD_RATE * warm * left
        self.adam.param_groups[0]["lr"] = ENCODER_RATE * min(1.0, unfrozen / WARMUP_STEPS) * left

    def _descend(self, loss: Tensor, frozen: bool) -> None:
        self.word_adam.zero_grad()
        self.adam.zero_grad()
        loss.backward()
        self.word_adam.step()
        if not frozen:
            self.adam.step()


def distil(
    student: BertModel,
    teacher: BertModel,
    pairs: Sequence[Pair],
    tune: Callable[[BertModel, int], Tensor],
    steps: int,
    seed: int,
    run: Path,
) -> BertModel:
    """The student after `steps`, going on from the checkpoint in `run` if there is one; `tune` is
    the contrastive loss of a step.
    """
    distillation = Distillation(student, steps)
    checkpoint = run / f"distil-{steps}-{seed}.pt"
    if checkpoint.exists():
        distillation.load(torch.load(checkpoint, weights_only=True))
    start, first = time.monotonic(), distillation.step
    losses: list[tuple[float, float]] = []
    for batch, target in lessons(pairs, teacher, first, steps, seed):
        losses.append(distillation.learn(batch, target, tune))
        if distillation.step % 20 == 0:
            far, picked = (sum(part) / len(losses) for part in zip(*losses, strict=True))
            pace = (time.monotonic() - start) / (distillation.step - first)
            print(
                f"distil {distillation.step}/{steps} {far:.3f} {picked:.3f} {pace:.2f} s/step",
                flush=True,
            )
            losses.clear()
        if distillation.step % CHECKPOINT_STEPS == 0 or distillation.step == steps:
            torch.save(distillation.state(), checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    return student
