"""The models that ship as state dicts again, to train them further: int8 weights are read as they
round, nothing else of a training is kept.

    python -m training.shipped ENCODER.pt READER.pt
"""

import argparse
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file

from index.embedding.rows import FOLDER


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
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {
        name.removeprefix("model."): array
        for name, array in kept.items()
        if re.fullmatch(r"model\..*(norm|attended|done)\.\w+|model\.layers\..*\.bias", name)
    }
    for node in graph.node:
        if node.op_type == "DynamicQuantizeMatMul":
            rows, scale, zero, bias = (kept[name] for name in node.input[1:])
            name = node.input[4].removeprefix("model.").replace(".bias", ".weight")
            found[name] = ((rows.astype(np.float32) - zero) * scale).T
    rows, scale, zero = (
        kept[f"model.place.weight_{p}"] for p in ("quantized", "scale", "zero_point")
    )
    found["place.weight"] = (rows.astype(np.float32) - zero) * scale
    return {name: torch.from_numpy(array.copy()) for name, array in found.items()}


if __name__ == "__main__":
    main()
