"""Embedding models by name.

`bundled` is a Korean/English transformer that ships in the folder beside this file, `module:name`
somebody's own embeddings; any other name is a sentence-transformers model, of the hub or a folder.
"""

from pathlib import Path

from index.embedding.borrowed import SPEC, BorrowedModel, Embeddings, load_borrowed
from index.embedding.encoder import Encoder
from index.embedding.hub_model import SentenceTransformerModel
from index.embedding.vectors import BUNDLED, Embedder


def load_model(name: str | Embeddings = BUNDLED) -> Embedder:
    """The model of that name. Raises ModelError when it is neither here nor to be had."""
    if not isinstance(name, str):
        return BorrowedModel(name)
    if name == BUNDLED:
        return Encoder()
    if SPEC.fullmatch(name) and not Path(name).is_dir():
        return load_borrowed(name)
    return SentenceTransformerModel(name)
