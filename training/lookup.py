"""The projection in which questions find what they describe in the dictionary.

The encoder was made to find passages; a linear map, learned over its vectors (d,), brings a
question nearer to the ways to say what its answer names, and each way nearer to the others of its
entry. It also makes the dictionary half as large.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from time import monotonic

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from index.words.terms import phrase, terms

COMMON = 60  # answers; an entry that more of them name says little of what was asked
BATCH, TEMPERATURE, RATE, NOISE = 192, 0.05, 1e-3, 0.01


def named(names: Sequence[Sequence[str]], texts: Sequence[str]) -> list[list[int]]:
    """Of each text the entries that it names, without the common ones."""
    own = dict(zip(texts, map(set, terms(texts)), strict=True))
    count = Counter(term for has in own.values() for term in has)
    by_rarest: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for entry, of in enumerate(names):
        for one in map(phrase, of):
            by_rarest[min(one, key=count.__getitem__)].append((entry, one))
    found = {
        text: {entry for t in has for entry, one in by_rarest[t] if has.issuperset(one)}
        for text, has in own.items()
    }
    common = Counter(entry for entries in found.values() for entry in entries)
    return [sorted(e for e in found[text] if common[e] <= COMMON) for text in texts]


def learn(
    ways: Tensor,
    entries: Tensor,
    asked: Tensor,
    meant: Sequence[Sequence[int]],
    to: int,
    steps: int,
) -> tuple[Tensor, Tensor]:
    """The centre (d,) and the projection (d, to). `ways` (n, d) are of `entries` (n,), ascending;
    `asked` (m, d) are questions, which mean the entries `meant`, at least one each.

    Half of a batch are ways, which must find another one of their entry, half are questions.
    """
    centre = ways.mean(0)
    start = torch.linalg.svd(ways[::4] - centre, full_matrices=False)[2][:to].T.contiguous()
    map_ = start.requires_grad_()
    optimiser = torch.optim.AdamW([map_], lr=RATE, weight_decay=0)
    drawn = np.random.default_rng(0)
    count, half, began = int(entries.max()) + 1, BATCH // 2, monotonic()
    for step in range(steps):
        own = torch.from_numpy(drawn.integers(0, len(ways), half))
        questions = drawn.integers(0, len(asked), half)
        batch = torch.cat([ways[own], asked[questions]])
        batch = batch + NOISE * torch.randn_like(batch)
        cosines = project(batch, centre, map_) @ project(ways, centre, map_).T
        hidden = torch.zeros_like(cosines).index_put((torch.arange(half), own), torch.tensor(-9.0))
        scores = torch.full((BATCH, count), -9.0).scatter_reduce(
            1, entries.expand(BATCH, -1), cosines + hidden, "amax"
        )
        right = torch.zeros(BATCH, count, dtype=torch.bool)
        right[torch.arange(half), entries[own]] = True
        for row, question in enumerate(questions, start=half):
            right[row, list(meant[question])] = True
        spread = F.log_softmax(scores / TEMPERATURE, 1)
        loss = -spread.masked_fill(~right, -1e9).logsumexp(1).mean()
        optimiser.param_groups[0]["lr"] = RATE * (1 - step / steps)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            print(f"{step} {loss.item():.3f} {monotonic() - began:.0f} s", flush=True)
    return centre, map_.detach()


def project(vectors: Tensor, centre: Tensor, map_: Tensor) -> Tensor:
    return F.normalize((vectors - centre) @ map_, dim=1)
