"""The bundled student in float32, as a folder that sentence-transformers loads.

python -m training.unpack OUT

Its vectors are those of the product up to the rounding of activations to int8, which only the
product does.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.embedding.student_model import MAX_PIECES
from index.embedding.vectors import BUNDLED_FOLDER

HEADS = 12
# In the order in which the graph multiplies with them.
_PRODUCTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    save(unpack(BUNDLED_FOLDER), BUNDLED_FOLDER, args.out)


def unpack(folder: Path) -> BertModel:
    """The float32 model that `model.onnx` was rounded from, up to that rounding."""
    graph = onnx.load(folder / "model.onnx").graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = dict(_given(held)) | dict(_rounded(graph, held))
    words, width = state["embeddings.word_embeddings.weight"].shape
    deep = state["encoder.layer.0.intermediate.dense.weight"].shape[0]
    layers = sum(name.endswith("intermediate.dense.weight") for name in state)
    config = BertConfig(
        vocab_size=words,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=HEADS,
        intermediate_size=deep,
    )
    model = BertModel(config)
    model.pooler = None  # the mean over the pieces stands in its place
    model.load_state_dict({name: torch.from_numpy(rows.copy()) for name, rows in state.items()})
    return model


def save(model: BertModel, folder: Path, out: Path) -> None:
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=Tokenizer.from_file(str(folder / "tokenizer.json")),
        model_max_length=MAX_PIECES,
        **{f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")},
    )
    with TemporaryDirectory() as scratch:
        model.save_pretrained(scratch)
        tokenizer.save_pretrained(scratch)
        transformer = Transformer(scratch, max_seq_length=MAX_PIECES)
        pooling = Pooling(model.config.hidden_size, "mean")
        SentenceTransformer(modules=[transformer, pooling, Normalize()]).save(str(out))


def _given(
    held: dict[str, npt.NDArray[Any]],
) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    for name, rows in held.items():
        if name.startswith("model.") and name.endswith((".weight", ".bias")):
            yield name.removeprefix("model."), rows.astype(np.float32)


def _rounded(
    graph: onnx.GraphProto, held: dict[str, npt.NDArray[Any]]
) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    def unrounded(name: str) -> npt.NDArray[np.float32]:
        scale, zero = held[f"{name}_scale"], held[f"{name}_zero_point"]
        rows = held[f"{name}_quantized"].astype(np.float32) - zero.astype(np.float32)
        return np.asarray(rows * scale, np.float32)

    for name in held:
        if name.startswith("model.") and name.endswith("_quantized"):
            kept = name.removesuffix("_quantized")
            yield kept.removeprefix("model."), unrounded(kept)
    products = [
        node.input[1].removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger" and node.input[1] in held
    ]
    for place, name in enumerate(products):
        layer, part = divmod(place, len(_PRODUCTS))
        yield f"encoder.layer.{layer}.{_PRODUCTS[part]}.weight", unrounded(name).T


if __name__ == "__main__":
    main()
