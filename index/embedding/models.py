"""Embedding models by name.

`bundled` is a Korean/English transformer that ships in the folder beside this file, `module:name`
somebody's own embeddings; any other name is a sentence-transformers model, of the hub or a folder.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding.encoder import Encoder
from index.embedding.hub_model import SentenceTransformerModel
from index.embedding.vectors import BUNDLED, Embedder

if TYPE_CHECKING:
    from index.embedding.borrowed import Embeddings

# `my_models:embeddings`; a module of one letter would be a drive of Windows.
_SPEC = re.compile(r"[A-Za-z_][\w.]+:[A-Za-z_][\w.]*")


def load_model(name: "str | Embeddings" = BUNDLED) -> Embedder:
    """The model of that name. Raises ModelError when it is neither here nor to be had."""
    if name == BUNDLED:
        return Encoder()
    from index.embedding.borrowed import BorrowedModel, load_borrowed  # seldom needed

    if not isinstance(name, str):
        return BorrowedModel(name)
    if _SPEC.fullmatch(name) and not Path(name).is_dir():
        return load_borrowed(name)
    return SentenceTransformerModel(name)
