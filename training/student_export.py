"""The student as the product reads it: a tokenizer, and an ONNX graph with int8 weights."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

OPSET = 17


class States(nn.Module):
    """The last layer's states, (texts, pieces, d), of right-padded texts."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states: Tensor = self.model(ids, attention_mask=mask).last_hidden_state
        return states


def export(model: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Weights and activations of the products in int8 (7 bits of it: without VNNI the processor
    adds two products in 16 bits), word vectors in int8.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = {"base": "all-MiniLM-L6-v2", "dimensions": model.config.hidden_size, "pooling": "mean"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    with TemporaryDirectory() as name:
        full = Path(name) / "full.onnx"
        export_float(model, full)
        quantize_dynamic(
            full,
            folder / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )


def export_float(model: BertModel, file: Path) -> None:
    model.config._attn_implementation = "eager"  # plain products, which onnxruntime fuses itself
    ids = torch.ones(2, 8, dtype=torch.long)
    torch.onnx.export(
        States(model),
        (ids, torch.ones_like(ids)),
        str(file),
        input_names=["ids", "mask"],
        output_names=["states"],
        dynamic_axes={n: {0: "texts", 1: "pieces"} for n in ("ids", "mask", "states")},
        opset_version=OPSET,
        dynamo=False,  # the newer exporter splits the attention so that it is not fused
    )
