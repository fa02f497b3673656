"""A tuned transformer as the product reads it: an ONNX graph with int8 weights, run on one row at
a time, over piece vectors that are looked up outside of it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import onnx
import torch
from onnx.numpy_helper import to_array
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.transformer import HEADS, WIDTH, Layer, Transformer

OPSET = 17


class Plain(nn.Module):
    """Piece vectors (1, length, WIDTH) to states of the same shape."""

    def __init__(self, model: Transformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: Tensor) -> Tensor:
        places = torch.arange(words.shape[1])
        x: Tensor = self.model.norm(words + self.model.place(places))
        for layer in self.model.layers:
            x = _run(cast(Layer, layer), x)
        return x


class _Attention(torch.autograd.Function):
    """As one step of onnxruntime's, which takes two thirds of the time of the products, softmax
    and turns that it is made of. (1, length, WIDTH) each.
    """

    @staticmethod
    def forward(ctx: object, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q, k, v = (one.view(1, -1, HEADS, WIDTH // HEADS).transpose(1, 2) for one in (q, k, v))
        seen = nn.functional.scaled_dot_product_attention(q, k, v)
        return seen.transpose(1, 2).reshape(1, -1, WIDTH)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=HEADS).setType(
            q.type()
        )


def _run(layer: Layer, x: Tensor) -> Tensor:
    """As Layer.forward."""
    seen = layer.out(_Attention.apply(*layer.attend(x).chunk(3, -1)))  # type: ignore[no-untyped-call]
    x = layer.attended(x + seen)
    wide = nn.functional.gelu(layer.wide(x))
    # All pieces of a row are rounded by the widest range of any, and here some have a range ten
    # times that of the rest: each is brought to its own first. Unit vectors had a cosine of .976 to
    # those of unrounded states without, and have one of .993.
    largest = wide.amax(-1, keepdim=True).clamp(min=0.2)  # gelu is nowhere below -0.17
    narrow = wide / largest @ layer.narrow.weight.T * largest + layer.narrow.bias
    done: Tensor = layer.done(x + narrow)
    return done


def export(model: Transformer, file: Path) -> None:
    """Weights and activations of the products in int8 (7 bits of it: without VNNI the processor
    adds two products in 16 bits).
    """
    with TemporaryDirectory() as name:
        full, bare = Path(name) / "full.onnx", Path(name) / "bare.onnx"
        torch.onnx.export(
            Plain(model.eval()),
            (torch.zeros(1, 8, WIDTH),),
            str(full),
            input_names=["words"],
            output_names=["states"],
            dynamic_axes={name: {1: "pieces"} for name in ("words", "states")},
            opset_version=OPSET,
            dynamo=False,  # the newer exporter splits the attention so that it is not fused
        )
        quantize_dynamic(
            full, bare, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
        _fuse(bare, file)
    leave_out_zeros(file)


def _fuse(bare: Path, file: Path) -> None:
    """What onnxruntime would do at every start, as far as it is the same on all processors: its
    states are the same, and it loads in half the time. Not the sums with their norms, which take
    five times as long in one step as in two.
    """
    options = SessionOptions()
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(file)
    slow = ["SkipLayerNormFusion"]
    InferenceSession(bare, options, ["CPUExecutionProvider"], disabled_optimizers=slow)


def leave_out_zeros(file: Path) -> None:
    """The zero points of the weights, one a column, are all zero: without them the states are the
    very same, and a row takes an eighth less time on a processor without VNNI.
    """
    graph = onnx.load(file)
    known = {tensor.name: tensor for tensor in graph.graph.initializer}
    for node in graph.graph.node:
        if node.op_type == "DynamicQuantizeMatMul":
            assert not to_array(known.pop(node.input[3])).any()
            node.input[3] = ""
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(known.values())
    onnx.save(graph, file)
