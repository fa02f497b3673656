"""Why a passage was found: which words of the question met which of its nearest unit.

With mean pooling a cosine is the sum of what each pair of pieces adds to it, so this is exact.
"""

from dataclasses import dataclass

from index.embedding.encoder import Encoder
from index.embedding.vectors import Embedder
from index.passages.units import units
from qa.answers import Hit
from qa.reading import head


@dataclass(frozen=True)
class Met:
    """A word of a question, the word of the unit that met it best, and what that pair adds to the
    cosine of the two.
    """

    asked: str
    found: str
    share: float


def explain(model: Embedder, question: str, hit: Hit) -> list[Met]:
    if not isinstance(model, Encoder):
        return []
    texts = [unit.of(hit.text) for unit in units(hit.text, hit.layout)]
    tables = [model.met(question, head(hit), texts, place) for place in range(len(texts))]
    if not tables:
        return []
    asked, found, table = max(tables, key=lambda one: float(one[2].sum()))
    best = table.argmax(axis=1)
    return [
        Met(word, found[near], float(table[row, near]))
        for row, (word, near) in enumerate(zip(asked, best.tolist(), strict=True))
    ]
