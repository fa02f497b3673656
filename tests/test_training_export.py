"""The graph that ships says what the model that was trained does, and can be read back."""

from pathlib import Path

import pytest
import torch
from onnxruntime import InferenceSession
from torch.nn.functional import cosine_similarity

from training.export import export
from training.shipped import weights
from training.transformer import Layer, Transformer

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning"),
]


def test_a_piece_out_of_range_does_not_round_the_others_away(tmp_path: Path) -> None:
    """As in models that were trained: one piece has a wide layer forty times that of the rest."""
    torch.manual_seed(0)
    model = Transformer(50, 1).eval()
    (layer,) = model.layers
    assert isinstance(layer, Layer)
    words = torch.randn(1, 6, 384)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.01 * torch.randn(parameter.shape))  # no two norms are the same
        layer.wide.weight.mul_(4)
        layer.narrow.weight.mul_(4)
        layer.wide.weight[0] = 0
        layer.wide.weight[0, 0], words[0, 0, 0] = 60, 20
        true = model.run(words, torch.ones(1, 6, dtype=torch.bool))
    export(model, tmp_path / "one.onnx")
    session = InferenceSession(tmp_path / "one.onnx", providers=["CPUExecutionProvider"])
    (states,) = session.run(None, {"words": words.numpy()})
    near = cosine_similarity(torch.from_numpy(states), true, dim=-1)[0]
    assert near.min() > 0.995
    read, kept = weights(tmp_path / "one.onnx"), model.state_dict()
    assert read.keys() == kept.keys() - {"word.weight"}
    for name, weight in read.items():
        step = kept[name].abs().amax(-1, keepdim=True) / 63  # of 7 bits
        assert ((weight - kept[name]).abs() <= step).all(), name
