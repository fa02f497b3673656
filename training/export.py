"""The model folder: what the product, sentence-transformers and model2vec all read."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

_MODULES = [
    {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]


def quantise(
    vectors: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """int8 rows and one float32 scale a row, so that `rows * scales[:, None]` is near `vectors`."""
    scales = np.abs(vectors).max(axis=1) / 127
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.round(vectors / scales[:, None]).astype(np.int8), scales


def export(folder: Path, tokenizer: Tokenizer, vectors: npt.NDArray[np.float32]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows, scales = quantise(vectors)
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    _write(folder / "modules.json", _MODULES)
    config = {"model_type": "model2vec", "normalize": True, "embedding_dtype": "int8"}
    _write(folder / "config.json", config)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
