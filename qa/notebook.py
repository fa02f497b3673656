"""A notebook: a notes folder that can be asked."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from index.embedding.models import load_model
from index.embedding.vectors import BUNDLED, Embedder
from index.errors import NotesError, StoreError, StoreLocked
from index.reading.folder import check_folder
from index.store import Store, Where, default_store
from index.store.report import SyncReport
from index.store.sync import Progress, has_changed, sync
from index.words.glossary import Glossary
from qa.answers import Answer, Hit, Span, cite
from qa.calibration import load as load_calibration
from qa.catalog import Catalog, read_catalog
from qa.confidence import OF_A_DAY, THRESHOLD, confidence
from qa.days import asked_day, asks_anything
from qa.entries import Entry, NoteText, read_entries, read_text
from qa.explaining import Met, explain
from qa.fields import dates_its_note
from qa.filters import Filters
from qa.followup import Form, forms_of
from qa.question import checked
from qa.reader import READ, READ_FORMS, bundled_reader
from qa.reading import Reading, choose_form, judge, read
from qa.search import Searcher
from qa.source import read_source, stale
from qa.spans import choose, next_best, openings
from qa.state import state_of
from qa.telling import Teller

if TYPE_CHECKING:
    from index.embedding.borrowed import Embeddings

# OpenBLAS's other threads run on for some 30 ms after a product of numpy, waiting for the next, and
# what shares its work among all cores waits for them: on two cores a row of the reader took 125 ms
# instead of 65, and a search among few vectors 15 ms instead of 4.
_alone = partial(threadpool_limits.wrap, limits=1, user_api="blas")


class Notebook:
    """Opened with `Notebook.open`. Its methods may be called from any thread."""

    def __init__(self, notes: Path, store: Store, model: Embedder) -> None:
        self.notes, self.store, self.model = notes, store, model
        self.searcher = Searcher(notes, store, model)
        self.calibrated = True  # whether `ask` heeds what `galpi calibrate` has saved
        self._lock = threading.RLock()
        self._teller = Teller(notes, store, self.searcher, self._lock)
        self._syncing = threading.Lock()

    @classmethod
    def open(
        cls,
        notes: str | os.PathLike[str] = "data",
        store: Where | None = None,
        model: "str | Embeddings | None" = None,
        progress: Progress | None = None,
        read_store: Where | None = None,
    ) -> "Notebook":
        """Syncs when the folder has changed. `model` is a name, or embeddings of another library,
        such as LangChain's. Raises NotesError with what to do about it.

        With `read_store` in the place of `store`, such as a replica, nothing is ever synced, and
        the folder need not be there.
        """
        folder = Path(notes)
        if read_store is None:
            check_folder(folder)
            opened = Store(store if store is not None else default_store(folder), folder)
        else:
            opened = Store(read_store, folder, read_only=True)
        try:
            notebook = cls(folder, opened, load_model(BUNDLED if model is None else model))
            notebook._begin(progress)
        except BaseException:
            opened.close()
            raise
        return notebook

    def _begin(self, progress: Progress | None) -> None:
        self.store.check(self.model)
        if self.store.read_only:
            if self.store.is_new():
                name = self.store.name
                raise StoreError(
                    f"the store {name} was never synced; first: galpi sync",
                    f"저장소({name})를 아직 동기화하지 않았습니다. 먼저 galpi sync를 실행하세요.",
                )
        elif self.store.is_new() or has_changed(self.notes, self.store):
            self._catch_up(progress)

    def _catch_up(self, progress: Progress | None) -> None:
        """Another process that is syncing leaves us its last complete state, if there is one."""
        try:
            self.sync(progress)
        except StoreLocked:
            if self.store.is_new():
                raise

    def close(self) -> None:
        self.store.close()

    def sync(self, progress: Progress | None = None) -> SyncReport:
        """Questions are answered from the last state meanwhile. What is wrong with the user's
        glossary is told among the notices. A notebook that is only read takes others' syncs as
        they come.
        """
        if self.store.read_only:
            return SyncReport(unchanged=self.catalog().notes)
        with self._syncing:
            report = sync(self.notes, self.store, self.model, progress)
        return replace(report, notices=report.notices + Glossary.load(self.notes).notices)

    def has_changed(self) -> bool:
        """Whether a sync would write anything."""
        return not self.store.read_only and has_changed(self.notes, self.store)

    def state(self) -> str:
        """Another one whenever an answer may be another, as long as the folder is in step."""
        with self._lock:
            return state_of(self.notes, self.store, self.model)

    def catalog(self) -> Catalog:
        with self._lock:
            return read_catalog(self.store)

    def entries(
        self,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> tuple[Entry, ...]:
        """The notes, by path."""
        with self._lock:
            return read_entries(self.notes, self.store, Filters(book, chapter, tag, folder))

    def note(self, path: str) -> NoteText:
        """With its text; the end of its path will do. Raises NoteMissing."""
        with self._lock:
            return read_text(self.notes, self.store, path)

    def source(self, hit: Hit) -> str | None:
        """The text that the hit's offsets speak of; None when the note no longer says that."""
        with self._lock:
            return read_source(self.notes, hit, self.store)

    def follow(self, stop: threading.Event) -> Iterator[SyncReport | NotesError]:
        """Syncs after each change of the folder until `stop` is set, and gives what came of it."""
        from index.care.watch import keep_in_step  # for those who wait

        return keep_in_step(self.notes, self.sync, stop)

    def search(
        self,
        question: str,
        k: int = 5,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> list[Hit]:
        with self._lock, _alone():
            filters = Filters(book, chapter, tag, folder)
            return self.searcher.search(checked(question, k), k, filters)

    def explain(self, question: str, hit: Hit) -> list[Met]:
        """Which word of the hit's nearest unit adds most to each word of the question; nothing
        with a model that shows no states of its pieces.
        """
        return explain(self.model, checked(question, 1), hit)

    def ask(
        self,
        question: str,
        k: int = 5,
        history: Sequence[str] = (),
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> Answer:
        """`history`: the earlier questions, the latest last; a follow-up is searched with those
        that it needs.
        """
        began = time.perf_counter()
        question = checked(question, k)
        forms = forms_of(question, [checked(q, k) for q in history[-5:]])
        filters = Filters(book, chapter, tag, folder)
        told = self._teller.tell(question, history, filters)
        if told and told.spans:
            return self._answer(question, *told, began=began)
        if day := asked_day(question):
            forms.append(Form(day[1], day=day[0]))
        # A follow-up is read in several forms, of each fewer passages.
        most = READ if len(forms) == 1 else READ_FORMS
        readings = [self._read(form, k, filters, most) for form in forms]
        reading = choose_form(readings)
        probability = self._calibrated(confidence(reading.form.text, reading.hits, reading.scores))
        anything = day and asks_anything(day[1])
        least = OF_A_DAY if anything else THRESHOLD
        enough = probability >= least
        spans = choose(reading.hits, reading.scores, reading.form.text) if enough else ()
        if not spans and anything and readings[-1].hits:
            reading = readings[-1]
            spans = openings(reading.hits)
            probability = THRESHOLD if spans else probability
        if told:  # a note does not say it, or none is called so: then it is no date of another
            spans = () if told.hits else tuple(s for s in spans if not dates_its_note(s.text))
            probability = probability if spans else 0.0
        answer = self._answer(question, spans, reading.hits, probability, began)
        return replace(answer, context=reading.form.context, searched=reading.form.text)

    def _answer(
        self,
        question: str,
        spans: tuple[Span, ...],
        hits: tuple[Hit, ...],
        confidence: float,
        began: float,
    ) -> Answer:
        return Answer(
            question=question,
            found=bool(spans),
            text="\n".join(span.shown for span in spans),
            spans=spans,
            citations=cite(spans, hits),
            confidence=confidence,
            hits=hits,
            seconds=time.perf_counter() - began,
            searched=question,
            stale=self._stale({hits[span.hit - 1].path for span in spans}),
        )

    def others(self, answer: Answer, shown: Sequence[Span], count: int = 3) -> tuple[Span, ...]:
        """The next best sentences of the answer's hits, the best first; `shown` are those that
        were not it.
        """
        scores = judge(answer.searched or answer.question, answer.hits)
        return next_best(answer.hits, scores, shown, count)

    def _read(self, form: Form, k: int, filters: Filters, most: int) -> Reading:
        """The passages found, in the reader's order as far as it read them."""
        with _alone():
            with self._lock:
                bundled_reader().load()  # before the search, which may wait for the analyser
                own = replace(filters, day=form.day)
                hits = self.searcher.search(form.text, max(k, most), own)
            return read(form, hits, k, most)

    def _calibrated(self, probability: float) -> float:
        with self._lock:
            own = load_calibration(self.store, self.model) if self.calibrated else None
        return probability if own is None else float(own.apply(probability))

    def _stale(self, paths: set[str]) -> tuple[str, ...]:
        with self._lock:
            return stale(self.notes, self.store, paths)
