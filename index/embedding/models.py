"""Embedding models by name.

`bundled` is a Korean/English transformer that ships in the folder beside this file, `module:name`
somebody's own embeddings; any other name is a sentence-transformers model, of the hub or a folder.
"""

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from index.embedding.encoder import Encoder
from index.embedding.hub_model import SentenceTransformerModel
from index.embedding.vectors import BUNDLED, Embedder

if TYPE_CHECKING:
    from index.embedding.borrowed import Embeddings

# `my_models:embeddings`; a module of one letter would be a drive of Windows.
_SPEC = re.compile(r"[A-Za-z_][\w.]+:[A-Za-z_][\w.]*")


# By name, for as long as somebody uses them: several notebooks share one.
_loaded: WeakValueDictionary[str, Embedder] = WeakValueDictionary()
_loading = threading.Lock()


def load_model(name: "str | Embeddings" = BUNDLED) -> Embedder:
    """The model of that name. Raises ModelError when it is neither here nor to be had."""
    if not isinstance(name, str):
        from index.embedding.borrowed import BorrowedModel  # seldom needed

        return BorrowedModel(name)
    with _loading:
        model = _loaded.get(name)
        if model is None:
            model = _loaded[name] = _load(name)
        return model


def _load(name: str) -> Embedder:
    if name == BUNDLED:
        return Encoder()
    if _SPEC.fullmatch(name) and not Path(name).is_dir():
        from index.embedding.borrowed import load_borrowed

        return load_borrowed(name)
    return SentenceTransformerModel(name)
