"""Outcomes: what came of each question whose answer is known."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from index.errors import QuestionError
from index.store.sync import Progress
from qa.answers import Answer
from qa.evaluation.fitting import Trial, check_enough, try_out
from qa.evaluation.gaps import ask_gaps
from qa.evaluation.questions import Question, nfc
from qa.evaluation.rankings import load_library, rankings
from qa.notebook import Notebook

PASSAGES = 60  # looked at to find ten notes
NOTES = 10


@dataclass(frozen=True)
class Outcome:
    """A question and what came of it. `ranking` is empty when the notes do not answer it."""

    question: Question
    answer: Answer
    ranking: Mapping[str, float]
    gap: Answer | None = None  # the same, asked with the gold answer taken out of its notes

    @property
    def answerable(self) -> bool:
        return bool(self.question.paths)

    def shows(self, most: int) -> bool:
        """Whether one of the first `most` spans stands in a right note and holds the gold answer,
        where there is one.
        """
        gold, right = nfc(self.question.answer or ""), set(map(nfc, self.question.paths))
        return any(
            gold in nfc(span.text) and nfc(self.answer.hits[span.hit - 1].path) in right
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
    notebook: Notebook,
    questions: Sequence[Question],
    progress: Progress | None = None,
    gaps: bool = False,
) -> list[Outcome]:
    """One outcome for each question, in their order; with `gaps` each is asked a second time."""
    library = load_library()  # missing, it is missed before the questions are asked
    found, answers = [], []
    for question in _told(questions, progress):
        # The search comes first: it loads what the first question of a process has to wait for.
        found.append(_notes_found(notebook, question))
        answers.append(_ask(notebook, question))
    ranked = rankings(library, questions, found)
    without = ask_gaps(notebook, questions, progress) if gaps else {}
    return [
        Outcome(*parts, without.get(number))
        for number, parts in enumerate(zip(questions, answers, ranked, strict=True))
    ]


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
    return list(dict.fromkeys(nfc(hit.path) for hit in hits))[:NOTES]


@contextmanager
def _placed(question: Question) -> Iterator[None]:
    """An error about a question says where it stands."""
    try:
        yield
    except QuestionError as error:
        place = question.place
        raise QuestionError(f"{place}: {error.english}", f"{place}: {error.korean}") from error
