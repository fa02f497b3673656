"""How well a notebook answers questions whose answers are known, and which parts of it do.

`evaluate` asks them all; `qa.evaluation.measures` sums the outcomes up.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from unicodedata import normalize

from index.errors import NotesError, QuestionError
from index.reading.text import decode
from index.store.sync import Progress
from qa import search as search_module
from qa.answers import Answer
from qa.evaluation.fitting import Trial, check_enough, try_out
from qa.evaluation.questions import Question
from qa.notebook import Notebook

PASSAGES = 60  # looked at to find ten notes
NOTES = 10
# Names of the figures, and what ir-measures calls them.
RANKINGS = {"recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10"}
RANKINGS |= {"MRR@10": "RR@10", "nDCG@10": "nDCG@10"}

# Parts of the search alone, by the weights of `qa.search` that switch the others off.
_FIRST_LOOK = {"PIECES": 0.0, "WHOLE": 0.0}
STAGES: Mapping[str, Mapping[str, float]] = {
    "words": {"WORDS_SAME": 1e6, "WORDS_OTHER": 1e6, **_FIRST_LOOK},
    "dense": {"WORDS_SAME": 0.0, "WORDS_OTHER": 0.0, **_FIRST_LOOK},
    "fused": _FIRST_LOOK,
    "full": {},
}


@dataclass(frozen=True)
class Outcome:
    """A question and what came of it. `ranking` is empty when the notes do not answer it."""

    question: Question
    answer: Answer
    ranking: Mapping[str, float]

    @property
    def answerable(self) -> bool:
        return bool(self.question.paths)

    def shows(self, most: int) -> bool:
        """Whether one of the first `most` spans stands in a right note and holds the gold answer,
        where there is one.
        """
        gold, right = _nfc(self.question.answer or ""), set(map(_nfc, self.question.paths))
        return any(
            gold in _nfc(span.text) and _nfc(self.answer.hits[span.hit - 1].path) in right
            for span in self.answer.spans[:most]
        )

    @property
    def right(self) -> bool:
        return self.shows(len(self.answer.spans)) if self.answerable else not self.answer.found

    @property
    def badness(self) -> float:
        """0 when right, up to 1 for a refusal, up to 2 for a wrong answer, the surer the worse."""
        if self.right:
            return 0.0
        confidence = self.answer.confidence
        return 1 + confidence if self.answer.found else 1 - confidence


def evaluate(
    notebook: Notebook, questions: Sequence[Question], progress: Progress | None = None
) -> list[Outcome]:
    """One outcome for each question, in their order."""
    library = _library()  # missing, it is missed before the questions are asked
    found, answers = [], []
    for question in _told(questions, progress):
        # The search comes first: it loads what the first question of a process has to wait for.
        found.append(_notes_found(notebook, question))
        answers.append(_ask(notebook, question))
    rankings = _rankings(library, questions, found)
    return [Outcome(*parts) for parts in zip(questions, answers, rankings, strict=True)]


def calibrate(
    notebook: Notebook, questions: Sequence[Question], progress: Progress | None = None
) -> Trial:
    """Tries on the shipped confidences, whatever has been saved before; saves nothing."""
    answerable = [bool(question.paths) for question in questions]
    check_enough(answerable)
    calibrated, notebook.calibrated = notebook.calibrated, False
    try:
        answers = [_ask(notebook, question) for question in _told(questions, progress)]
    finally:
        notebook.calibrated = calibrated
    return try_out([answer.confidence for answer in answers], answerable)


def worst(outcomes: Sequence[Outcome], most: int = 10) -> list[Outcome]:
    """Confident wrong answers first; none that is right."""
    wrong = [outcome for outcome in outcomes if outcome.badness > 0]
    return sorted(wrong, key=lambda outcome: -outcome.badness)[:most]


def find_warnings(notebook: Notebook, questions: Sequence[Question]) -> list[str]:
    """Gold that no answer can meet: notes that are not there, words that are not in them."""
    with notebook.store.reading() as connection:
        files = dict(connection.execute("SELECT key, path FROM notes"))
    texts: dict[str, str] = {}
    warnings = []
    for question in questions:
        for path in map(_nfc, question.paths):
            if path not in files:
                warnings.append(f"{question.place}: {path} is not among the notes")
            elif path not in texts:
                texts[path] = _nfc(_read(notebook.notes / files[path]))
        known = [texts[path] for path in map(_nfc, question.paths) if path in texts]
        if known and not any(_nfc(question.answer or "") in text for text in known):
            warnings.append(f"{question.place}: not verbatim in its note: {question.answer}")
    return warnings


@contextmanager
def variant(name: str, notes: Path, store: Path | None, model: str) -> Iterator[Notebook]:
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


def _told(questions: Sequence[Question], progress: Progress | None) -> Iterator[Question]:
    tell = progress or (lambda done, total: None)
    for done, question in enumerate(questions):
        tell(done, len(questions))
        yield question
    tell(len(questions), len(questions))


def _ask(notebook: Notebook, question: Question) -> Answer:
    with _placed(question):
        return notebook.ask(question.text)


def _notes_found(notebook: Notebook, question: Question) -> list[str]:
    """The best notes, each once; a note's rank is that of its best passage."""
    with _placed(question):
        hits = notebook.search(question.text, PASSAGES)
    return list(dict.fromkeys(_nfc(hit.path) for hit in hits))[:NOTES]


@contextmanager
def _placed(question: Question) -> Iterator[None]:
    """An error about a question says where it stands."""
    try:
        yield
    except QuestionError as error:
        raise QuestionError(f"{question.place}: {error}") from error


def _library() -> ModuleType:
    try:
        import ir_measures  # an extra
    except ImportError as error:
        raise NotesError(
            "measuring needs the package ir-measures, which is not installed; in the folder of "
            'galpi: pip install -c constraints.txt -e ".[eval]"'
        ) from error
    return ir_measures


def _rankings(
    library: ModuleType, questions: Sequence[Question], found: Sequence[Sequence[str]]
) -> list[dict[str, float]]:
    """By question, as trec_eval counts them."""
    measures = {library.parse_measure(short): name for name, short in RANKINGS.items()}
    gold = {str(i): {_nfc(path): 1 for path in q.paths} for i, q in enumerate(questions) if q.paths}
    run = {i: {path: float(-rank) for rank, path in enumerate(found[int(i)])} for i in gold}
    rankings: list[dict[str, float]] = [{} for _ in questions]
    for metric in library.iter_calc(list(measures), gold, run) if gold else ():
        rankings[int(metric.query_id)][measures[metric.measure]] = metric.value
    return rankings


def _read(file: Path) -> str:
    """Empty for what is no text any more."""
    try:
        return decode(file.read_bytes())[0]
    except (OSError, ValueError):
        return ""


def _nfc(text: str) -> str:
    return normalize("NFC", text)
