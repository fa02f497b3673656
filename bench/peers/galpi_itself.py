"""galpi with the bundled model: the command that syncs, and a `Notebook` that is asked."""

import runpy
import sys
from collections.abc import Callable
from pathlib import Path

from bench.peers import PASSAGES


def sync(notes: Path, store: Path, model: str) -> None:
    sys.argv = ["galpi", "sync", "--notes", str(notes), "--store", str(store)]
    runpy.run_module("galpi", run_name="__main__")


def searching(notes: Path, store: Path, model: str) -> Callable[[str], list[str]]:
    from qa import Notebook

    notebook = Notebook.open(notes, store)
    return lambda question: [hit.path for hit in notebook.search(question, k=PASSAGES)]


def answering(notes: Path, store: Path, model: str) -> Callable[[str], list[str]]:
    """With the best passages read, which no peer does."""
    from qa import Notebook

    notebook = Notebook.open(notes, store)
    return lambda question: [hit.path for hit in notebook.ask(question).hits]
