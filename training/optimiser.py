"""What every training here has: AdamW over a given time, and the running mean of the weights."""

import sys
import time
from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Schedule:
    """Warms up over 40 steps and falls to nothing at the end of the time."""

    def __init__(
        self,
        parameters: Sequence[nn.Parameter],
        rate: float,
        seconds: float,
        head: Sequence[nn.Parameter] = (),
        faster: float = 10,  # the head than the rest
    ) -> None:
        self.parameters, self.seconds, self.steps = [*parameters, *head], seconds, 0
        groups = [{"params": list(parameters), "base": rate}]
        if head:
            groups.append({"params": list(head), "base": faster * rate})
        self.optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, fused=True)
        self.began = time.time()

    def lasts(self) -> bool:
        return time.time() - self.began < self.seconds

    def step(self, loss: Tensor) -> None:
        left = max(0.0, 1 - (time.time() - self.began) / self.seconds)
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * min(1.0, (self.steps + 1) / 40) * left
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.steps += 1


class Average:
    """The exponential mean of a model's weights, which generalises better than the last ones."""

    def __init__(self, model: nn.Module, keep: float = 0.99) -> None:
        self.model, self.keep = model, keep
        self.tuned = [p for p in model.parameters() if p.requires_grad]
        self.mean = [p.detach().clone() for p in self.tuned]

    @torch.no_grad()
    def update(self) -> None:
        torch._foreach_lerp_(self.mean, [p.detach() for p in self.tuned], 1 - self.keep)

    @torch.no_grad()
    def put(self) -> None:
        """Into the model, for good."""
        for parameter, mean in zip(self.tuned, self.mean, strict=True):
            parameter.copy_(mean)


def log(*values: object) -> None:
    print(*values, file=sys.stderr, flush=True)
