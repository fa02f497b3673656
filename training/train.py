"""Train the static Korean/English embedding model.

    python -m training.train CORPUS [--out index/embedding/static] [--steps 4000]

One vector per subword piece, mean-pooled and normalised, trained from random vectors with
InfoNCE (van den Oord et al., 2018, arXiv:1807.03748) over in-batch negatives, in both
directions. A run is deterministic for a seed and thread count, writes a checkpoint every
CHECKPOINT_STEPS into `training/run/` and goes on from it when started again.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from index.embedding.static_model import StaticModel
from index.embedding.vectors import STATIC_FOLDER
from training.corpus import Corpus, read_corpus
from training.export import export
from training.pieces import Encoded, encode_corpus, train_tokenizer
from training.report import report

SCALE = 20.0  # inverse temperature of the softmax over cosines
MIX = {"parallel": 0.4, "heading": 0.3, "context": 0.2, "qa": 0.1}  # shares of a batch
CHECKPOINT_STEPS = 250
WARMUP_STEPS = 50
RUN = Path("training/run")

Pieces = npt.NDArray[np.int32]


def draw_pair(corpus: Encoded, kind: str, rng: np.random.Generator) -> tuple[Pieces, Pieces]:
    """Two texts that belong together, as piece ids."""
    if kind == "parallel":
        pair = corpus.parallel[rng.integers(len(corpus.parallel))]
        return (pair[1], pair[0]) if rng.random() < 0.5 else pair
    if kind == "qa":
        return corpus.qa[rng.integers(len(corpus.qa))]
    section = corpus.sections[rng.integers(len(corpus.sections))]
    count = len(section.sentences)
    if kind == "heading" or count < 2:
        heading = section.heading if rng.random() < 0.7 else section.path
        size = rng.integers(1, count + 1)
        first = rng.integers(count - size + 1)
        return heading, np.concatenate(section.sentences[first : first + size])
    # Inverse cloze task (Lee et al., 2019, arXiv:1906.00300): a sentence finds its section.
    left = rng.integers(count)
    rest = section.sentences[:left] + section.sentences[left + 1 :]
    return section.sentences[left], np.concatenate(rest)


def draw_batch(corpus: Encoded, size: int, seed: int, step: int) -> list[tuple[Pieces, Pieces]]:
    """The batch of a step; it depends on seed and step alone, so a resumed run is the same run."""
    rng = np.random.default_rng((seed, step))
    kinds = rng.choice(list(MIX), size=size, p=list(MIX.values()))
    return [draw_pair(corpus, kind, rng) for kind in kinds]


def embed(vectors: torch.Tensor, texts: list[Pieces]) -> torch.Tensor:
    """(n, d) float32 rows of unit length."""
    lengths = torch.tensor([len(text) for text in texts])
    offsets = torch.cumsum(lengths, 0) - lengths
    pieces = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    return F.normalize(F.embedding_bag(pieces, vectors, offsets, mode="mean"), dim=-1)


def info_nce(vectors: torch.Tensor, pairs: list[tuple[Pieces, Pieces]]) -> torch.Tensor:
    left, right = zip(*pairs, strict=True)
    logits = SCALE * embed(vectors, list(left)) @ embed(vectors, list(right)).T
    target = torch.arange(len(pairs))
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def train(corpus: Encoded, pieces: int, args: argparse.Namespace) -> torch.Tensor:
    """(pieces, dim) float32 vectors after `args.steps` steps of Adam, the rate falling to zero."""
    torch.manual_seed(args.seed)
    vectors = torch.nn.Parameter(torch.randn(pieces, args.dim) * 0.1)
    adam = torch.optim.Adam([vectors], lr=args.lr)
    checkpoint, first = RUN / f"{args.pieces}-{args.dim}-{args.steps}-{args.seed}.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        vectors.data, first = saved["vectors"], saved["step"]
        adam.load_state_dict(saved["adam"])
    start = time.monotonic()
    for step in range(first, args.steps):
        rate = args.lr * min(1.0, (step + 1) / WARMUP_STEPS) * (1 - step / args.steps)
        adam.param_groups[0]["lr"] = rate
        loss = info_nce(vectors, draw_batch(corpus, args.batch, args.seed, step))
        adam.zero_grad()
        loss.backward()
        adam.step()
        if (step + 1) % CHECKPOINT_STEPS == 0:
            state = {"vectors": vectors.data, "adam": adam.state_dict(), "step": step + 1}
            torch.save(state, checkpoint)
        if (step + 1) % 25 == 0:
            seconds = (time.monotonic() - start) / (step + 1 - first)
            print(
                f"step {step + 1}/{args.steps} loss {loss.item():.3f} {seconds:.2f} s/step",
                flush=True,
            )
    return vectors.detach()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="folder with the *.jsonl.gz files")
    parser.add_argument("--out", type=Path, default=STATIC_FOLDER)
    parser.add_argument("--pieces", type=int, default=32_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--steps", type=int, default=4_000)
    parser.add_argument("--batch", type=int, default=2_048)
    parser.add_argument("--lr", type=float, default=0.005)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    RUN.mkdir(exist_ok=True)
    corpus: Corpus = read_corpus(args.corpus, held_out=False, seed=args.seed)
    print(f"{len(corpus.parallel)} parallel, {len(corpus.sections)} sections, {len(corpus.qa)} qa")
    tokenizer = train_tokenizer(
        corpus, args.pieces, RUN / f"tokenizer-{args.pieces}.json", args.seed
    )
    vectors = train(encode_corpus(tokenizer, corpus), tokenizer.get_vocab_size(), args)
    export(args.out, tokenizer, vectors.numpy())
    print(report(StaticModel(args.out), read_corpus(args.corpus, held_out=True, seed=args.seed)))


if __name__ == "__main__":
    main()
