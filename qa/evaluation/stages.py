"""Parts of the search alone, and other models, to set beside the whole."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.store import Where
from qa import search as search_module
from qa.notebook import Notebook

# By the weights of `qa.search` that switch the other parts off.
STAGES: Mapping[str, Mapping[str, float]] = {
    "words": {"WORDS": 1e6, "MEANT": 0.0, "SAID": 0.0},
    "dense": {"WORDS": 0.0, "MEANT": 0.0, "SAID": 0.0},
    "full": {},
}


@contextmanager
def variant(name: str, notes: Path, store: Where | None, model: str) -> Iterator[Notebook]:
    """A stage's name searches with that part alone; any other is a model's, whose store is made
    for the occasion unless it is `model` itself.
    """
    if name in STAGES or name == model:
        with closing(Notebook.open(notes, store, model)) as notebook, stage(name):
            yield notebook
    else:
        with TemporaryDirectory() as scratch:
            with closing(Notebook.open(notes, scratch, name)) as notebook:
                yield notebook


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Inside, every search of this process has only the parts of that stage."""
    weights = STAGES.get(name, {})
    before = {constant: getattr(search_module, constant) for constant in weights}
    try:
        _set(weights)
        yield
    finally:
        _set(before)


def _set(weights: Mapping[str, float]) -> None:
    for constant, weight in weights.items():
        setattr(search_module, constant, weight)
