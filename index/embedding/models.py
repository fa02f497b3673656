"""Embedding models by name.

`bundled` is a small Korean/English transformer that ships in the folder beside this file,
`static` an even smaller table of piece vectors that needs numpy and a tokenizer only. Any other
name is a sentence-transformers model, of the hub or a folder.
"""

from index.embedding.hub_model import SentenceTransformerModel
from index.embedding.static_model import StaticModel
from index.embedding.student_model import StudentModel
from index.embedding.vectors import BUNDLED, BUNDLED_FOLDER, STATIC, STATIC_FOLDER, Embedder


def load_model(name: str = BUNDLED) -> Embedder:
    """The model of that name. Raises ModelError when it is neither here nor to be had."""
    if name == BUNDLED:
        return StudentModel(BUNDLED_FOLDER, BUNDLED)
    if name == STATIC:
        return StaticModel(STATIC_FOLDER, STATIC)
    return SentenceTransformerModel(name)
