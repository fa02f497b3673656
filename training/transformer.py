"""The transformer that encoder and reader are made of: BERT (Devlin et al., 2019) as
multilingual-e5-small has it, its layers countable, its piece vectors never tuned.

Piece vectors stay those of the pretrained model: pieces that the training text lacks keep their
place among those that it has, and both models can share one table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.attention.varlen import varlen_attn

WIDTH, HEADS, INNER = 384, 12, 1536
FIRST, PAD, LAST = 0, 1, 2  # special pieces: of the beginning, of padding, of the end
TOGETHER = 65_536 if torch.cuda.is_available() else 4_096  # pieces at a time, padding included


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.attended = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.done = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = 0.0

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`mask` is what is seen, bool, broadcast to (n, HEADS, length, length), or the `_edges` of
        it, int32.
        """
        n, length, _ = x.shape
        parts = self.attend(x).view(n, length, 3, HEADS, -1)
        if mask.dtype == torch.int32:
            q, k, v = parts.flatten(0, 1).unbind(1)
            seen = cast(Tensor, varlen_attn(q, k, v, mask, mask, length, length))
        else:
            q, k, v = parts.permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2)
        seen = self.out(seen.reshape(n, length, WIDTH))
        x = self.attended(x + F.dropout(seen, self.drop, self.training))
        wide = self.narrow(F.gelu(self.wide(x)))
        done: Tensor = self.done(x + F.dropout(wide, self.drop, self.training))
        return done


class Transformer(nn.Module):
    """Piece ids (n, length) and a mask of the same shape to states (n, length, WIDTH)."""

    def __init__(self, pieces: int, layers: int) -> None:
        super().__init__()
        self.word = nn.Embedding(pieces, WIDTH)
        self.place = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.run(self.word(ids), mask)

    def run(self, words: Tensor, mask: Tensor) -> Tensor:
        """The same from the piece vectors (n, length, WIDTH) on."""
        places = torch.arange(words.shape[1], device=words.device)
        x: Tensor = self.norm(words + self.place(places))
        # An accelerator attends over rows of any length without a mask, several times as fast.
        seen = _edges(mask) if words.is_cuda else mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, seen)
        return x

    def tunable(self, keep: int = 0) -> Iterator[nn.Parameter]:
        """All but the piece vectors and the `keep` lowest layers."""
        kept = ["word.", "place.", *(f"layers.{n}." for n in range(keep))]
        kept += ["norm."] if keep else []
        for name, parameter in self.named_parameters():
            parameter.requires_grad = not name.startswith(tuple(kept))
            if parameter.requires_grad:
                yield parameter

    def set_dropout(self, share: float) -> None:
        for layer in self.layers:
            layer.drop = share  # type: ignore[assignment]


def _edges(mask: Tensor) -> Tensor:
    """(2 rows + 1,) int32: where rows begin, one behind the other, and where their padding does,
    which attends to itself.
    """
    n, length = mask.shape
    starts = torch.arange(n, device=mask.device) * length
    edges = torch.stack([starts, starts + mask.sum(1)], 1).flatten()
    return torch.cat([edges, edges.new_tensor([n * length])]).int()


def from_bert(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The names of transformers' BertModel turned into those of Transformer."""
    found = {
        "word.weight": weights["embeddings.word_embeddings.weight"],
        # There is one kind of token: its vector is added to every place.
        "place.weight": weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "attended": "attention.output.LayerNorm",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "done": "output.LayerNorm",
    }
    for number in range(count_layers(weights, "encoder.layer.")):
        for part in ("weight", "bias"):
            before, to = f"encoder.layer.{number}.", f"layers.{number}."
            own = [weights[f"{before}attention.self.{x}.{part}"] for x in ("query", "key", "value")]
            found[f"{to}attend.{part}"] = torch.cat(own)
            for name, theirs in names.items():
                found[f"{to}{name}.{part}"] = weights[f"{before}{theirs}.{part}"]
    return found


def count_layers(weights: dict[str, Tensor], prefix: str = "layers.") -> int:
    numbers = (k.removeprefix(prefix).split(".")[0] for k in weights if k.startswith(prefix))
    return 1 + max(map(int, numbers))


def make(weights: dict[str, Tensor]) -> Transformer:
    model = Transformer(len(weights["word.weight"]), count_layers(weights))
    model.load_state_dict(weights)
    if torch.cuda.is_available():
        for layer in model.layers:
            layer.compile(dynamic=True)
    return model


@dataclass(frozen=True)
class Packed:
    """Rows of piece ids, those of like length together: piece ids (rows, length), their lengths
    (rows,), and spans (row, start, end) of each group; `back` puts spans into their first order.
    """

    groups: list[tuple[np.ndarray, np.ndarray, np.ndarray]]
    back: np.ndarray


def pack(
    rows: Sequence[Sequence[int]],
    spans: Sequence[tuple[int, int, int]],
    most: int = TOGETHER,
) -> Packed:
    """Spans are (row, start, end); a group has `most` pieces at most, padding included."""
    order = sorted(range(len(rows)), key=lambda row: -len(rows[row]))
    by_row: list[list[int]] = [[] for _ in rows]
    for number, (row, _, _) in enumerate(spans):
        by_row[row].append(number)
    groups, numbers = [], []
    while order:
        longest = len(rows[order[0]])
        count = max(1, most // longest)
        group, order = order[:count], order[count:]
        ids = np.full((len(group), longest), PAD, np.int32)
        edges = []
        for place, row in enumerate(group):
            ids[place, : len(rows[row])] = rows[row]
            edges += [(place, *spans[number][1:]) for number in by_row[row]]
            numbers += by_row[row]
        lengths = np.array([len(rows[row]) for row in group], np.int32)
        where = np.array(edges, np.int64).reshape(-1, 3)
        groups.append((ids, lengths, where))
    return Packed(groups, np.argsort(numbers))


def means(model: Transformer, packed: Packed) -> Tensor:
    """(spans, WIDTH) float32, the mean state of each span."""
    device = next(model.parameters()).device
    found = []
    for group in packed.groups:
        ids, lengths, where = (torch.from_numpy(part).to(device) for part in group)
        mask = torch.arange(ids.shape[1], device=device) < lengths[:, None]
        with torch.autocast(device.type, torch.bfloat16):
            states = model(ids, mask)
        found.append(_span_means(states.float(), where))
    return torch.cat(found)[torch.from_numpy(packed.back).to(device)]


def _span_means(states: Tensor, where: Tensor) -> Tensor:
    """Differences of running sums over each row."""
    sums = F.pad(states.double().cumsum(1), (0, 0, 1, 0))
    row, start, end = where.unbind(1)
    return ((sums[row, end] - sums[row, start]) / (end - start)[:, None]).float()
