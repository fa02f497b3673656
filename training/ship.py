"""Writes the bundled model: what `index.embedding` and `qa.reader` read.

python -m training.ship ENCODER.pt READER.pt TOKENIZER.json
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.embedding.rows import FOLDER
from training.export import export
from training.reading import load_reader
from training.transformer import make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("reader", type=Path)
    parser.add_argument("tokenizer", type=Path)
    args = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    Tokenizer.from_file(str(args.tokenizer)).save(str(FOLDER / "tokenizer.json"), pretty=False)
    encoder = make(torch.load(args.encoder))
    save_words(encoder.word.weight.detach().numpy(), FOLDER / "words.safetensors")
    export(encoder, FOLDER / "encoder.onnx")
    reader = load_reader(args.reader)
    export(reader.body, FOLDER / "reader.onnx")
    head = {k: v for k, v in reader.state_dict().items() if not k.startswith("body.")}
    save_file({k: v.numpy() for k, v in head.items()}, FOLDER / "reader.safetensors")


def save_words(vectors: np.ndarray, file: Path) -> None:
    """int8 rows and one float32 scale a row."""
    scales = np.maximum(np.abs(vectors).max(axis=1) / 127, 1e-12).astype(np.float32)
    rows = np.round(vectors / scales[:, None]).astype(np.int8)
    save_file({"rows": rows, "scales": scales}, file)


if __name__ == "__main__":
    main()
