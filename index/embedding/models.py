"""Embedding models by name.

`bundled` is a Korean/English transformer that ships in the folder beside this file; any other name
is a sentence-transformers model, of the hub or a folder.
"""

from index.embedding.encoder import Encoder
from index.embedding.hub_model import SentenceTransformerModel
from index.embedding.vectors import BUNDLED, Embedder


def load_model(name: str = BUNDLED) -> Embedder:
    """The model of that name. Raises ModelError when it is neither here nor to be had."""
    return Encoder() if name == BUNDLED else SentenceTransformerModel(name)
