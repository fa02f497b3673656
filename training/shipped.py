"""The models that ship as state dicts again, to train them further: int8 weights are read as they
round, nothing else of a training is kept.

    python -m training.shipped ENCODER.pt READER.pt
"""

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file

from index.embedding.rows import FOLDER

_PRODUCTS = ("attend", "out", "wide", "narrow")  # of a layer, as they are run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("reader", type=Path)
    args = parser.parse_args()
    table = load_file(FOLDER / "words.safetensors")
    words = {"word.weight": table["rows"] * table["scales"][:, None]}
    torch.save(words | weights(FOLDER / "encoder.onnx"), args.encoder)
    body = words | weights(FOLDER / "reader.onnx")
    head = load_file(FOLDER / "reader.safetensors")
    torch.save(head | {f"body.{name}": weight for name, weight in body.items()}, args.reader)


def weights(file: Path) -> dict[str, torch.Tensor]:
    """By the names of `training.transformer.Transformer`, all but the piece vectors."""
    graph = onnx.load(file).graph
    kept = {
        one.name.removeprefix("model."): numpy_helper.to_array(one) for one in graph.initializer
    }
    found = {name: array for name, array in kept.items() if name.endswith((".weight", ".bias"))}
    products = (node for node in graph.node if node.op_type == "DynamicQuantizeMatMul")
    for number, node in enumerate(products):  # each depends on the one before
        layer, part = divmod(number, len(_PRODUCTS))
        rows, scale = (kept[name] for name in node.input[1:3])
        found[f"layers.{layer}.{_PRODUCTS[part]}.weight"] = rows.astype("f4") * scale
    turned = {name: array.T if array.ndim == 2 else array for name, array in found.items()}
    rows, scale, zero = (kept[f"place.weight_{p}"] for p in ("quantized", "scale", "zero_point"))
    turned["place.weight"] = (rows.astype("f4") - zero) * scale
    return {name: torch.from_numpy(array.copy()) for name, array in turned.items()}


if __name__ == "__main__":
    main()
