"""What the notes of a notebook say of themselves, where a question asks for that."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.store import Store
from index.words.glossary import Glossary
from qa.answers import Hit
from qa.fields import Told, find, known_as, named, shares_of, tagged
from qa.filters import Filters
from qa.search import Searcher, linked
from qa.source import read_note
from qa.spans import MAX_SPANS
from qa.wanted import NAMED, wanted


class Teller:
    def __init__(
        self, notes: Path, store: Store, searcher: Searcher, lock: threading.RLock
    ) -> None:
        self._notes, self._store, self._searcher, self._lock = notes, store, searcher, lock

    def tell(self, question: str, history: Sequence[str], filters: Filters) -> Told | None:
        """None for a question of another kind, or where no note is called so; see `find`."""
        asks = wanted(question, history)
        if asks is None:
            return None
        called = self._tagged if asks.tagged else self._called
        told = find(asks, lambda about: called(about, filters), self._text)
        return told and told._replace(hits=tuple(linked(self._notes, told.hits)))

    def _called(self, about: str, filters: Filters) -> list[Hit]:
        """The notes that are called so, or else the one that says most of it."""
        with self._lock:
            glossary = Glossary.load(self._notes)
            with self._store.engine.reading() as state:
                found = named(state, about, filters.scope(state), glossary)
            if found and found[0].words >= NAMED:
                return found
            hits = self._searcher.search(about, MAX_SPANS, filters)
        names = [known_as(hit, self._text(hit.path) or "") for hit in hits]
        shares = shares_of(about, names, glossary)
        hits = [replace(hit, words=share) for hit, share in zip(hits, shares, strict=True)]
        best = sorted(hits, key=lambda hit: -hit.words)[:1]
        return max(found, best, key=lambda hits: hits[0].words if hits else 0.0)

    def _tagged(self, about: str, filters: Filters) -> list[Hit]:
        with self._lock, self._store.engine.reading() as state:
            return tagged(state, about, filters.scope(state))

    def _text(self, path: str) -> str | None:
        with self._lock:
            return read_note(self._notes, path, self._store)
