"""How well a reader reads: figures over the nearest passages of each question, without those of
other notes that say the same, the notes whole and with the answers taken out.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from training.data import Data
from training.reading import GAP, WHOLE, Reader, reading

_AT_ONCE = 64  # questions


@torch.no_grad()
def judge(reader: Reader, data: Data, near: dict[int, list[int]], most: int) -> dict[str, float]:
    """Shares of the questions in other words ("para") and others ("term"): how often the first unit
    of `most` passages answers, one of the first three, the first where the right passage alone is
    read; and how well whole notes are told from those with the answers taken out (AUROC).
    """
    reader.eval()
    found: dict[str, float] = {}
    for kind in ("para", "term"):
        asked = [q for q in near if data.gold[q] and (data.kind[q] == "para") == (kind == "para")]
        right, sure, unsure = _read(reader, data, [(q, near[q][:most]) for q in asked])
        given, _, _ = _read(reader, data, [(q, [data.passage[q]]) for q in asked])
        found[f"{kind} unit@1"], found[f"{kind} unit@3"] = right.mean(0).tolist()
        found[f"{kind} given passage"] = given[:, 0].mean().item()
        apart = sure[:, None] - unsure
        found[f"{kind} gaps"] = ((apart > 0).float() + 0.5 * (apart == 0).float()).mean().item()
    reader.train()
    return {name: round(value, 3) for name, value in found.items()}


def _read(reader: Reader, data: Data, chosen: Sequence[tuple[int, Sequence[int]]]) -> list[Tensor]:
    """Whether the first unit answers and whether one of the first three does, (questions, 2) of 0
    and 1, and how sure the reader is that any does, of whole passages and of those with gaps,
    (questions,) log-odds.
    """
    found = []
    for first in range(0, len(chosen), _AT_ONCE):
        read = reading(data, chosen[first : first + _AT_ONCE])
        table = read.table(reader)
        whole, gap = read.only(table, WHOLE), read.only(table, GAP)
        top = whole[:, 1:].topk(min(3, table.shape[1] - 1)).indices + 1
        hits = read.gold(table.device).gather(1, top)
        right = torch.stack([hits[:, 0], hits.any(1)], 1).float()
        found.append((right, *(torch.logsumexp(one[:, 1:], 1) for one in (whole, gap))))
    return [torch.cat(column) for column in zip(*found, strict=True)]
