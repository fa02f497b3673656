"""Batches made ahead of the steps that take them, by processes beside the training: an accelerator
would wait for one process longer than it computes.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from torch.utils.data import DataLoader, IterableDataset, get_worker_info


class _Endless(IterableDataset):  # type: ignore[type-arg]
    def __init__(self, draw: Callable[[], Any]) -> None:
        self.draw, self.seed = draw, random.getrandbits(32)

    def __iter__(self) -> Iterator[Any]:
        if worker := get_worker_info():
            random.seed(self.seed + worker.id)
        while True:
            yield self.draw()


def ahead(draw: Callable[[], Any], workers: int) -> Iterator[Any]:
    """What `draw` returns, without end; with no workers it is called here, when it is needed."""
    beside: dict[str, Any] = {"prefetch_factor": 4, "multiprocessing_context": "fork"}
    loader = DataLoader(
        _Endless(draw), batch_size=None, num_workers=workers, **(beside if workers else {})
    )
    return iter(loader)
