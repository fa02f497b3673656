"""Fit the weights of `qa.spans` and `qa.confidence`, and those of `qa.search` to compare with.

    python -m training.weights KORQUAD_FILE TECHDOCS_FOLDER

The notes of each set are dealt into two notebooks, and every question is asked of both: one
holds its note, the other does not, but does hold notes much like it. What is printed goes into
the modules by hand. The search keeps weights from a grid: those fitted here make the right
passage likelier, and less often the first (nDCG@10 .003 to .022 lower).
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch

from bench.questions import Question, read_questions, write_korquad
from index.embedding.vectors import BUNDLED, STATIC
from qa.confidence import features
from qa.notebook import Notebook
from qa.search import LOOKED_AT, Filters, Parts
from qa.spans import Scored, score_units

QUESTIONS = 1_000  # of KorQuAD, and as many of techdocs if it has them
MEASURED = 1_000  # as many as `bench.quality` draws
PASSAGES = 5  # that spans are chosen from
RIDGE = 1e-3
COSINE = 1  # place of the raw cosine among the features of the confidence

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """Candidates of one question, (n, features), and which of them are right."""

    rows: Matrix
    right: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """A question asked of one of the notebooks."""

    question: Question
    answerable: bool
    passages: Ranked
    units: Ranked
    features: tuple[float, ...]


def ask(notebook: Notebook, question: Question, answerable: bool) -> Seen:
    hits, evidence = notebook.searcher.search(question.text, LOOKED_AT, Filters())
    gold = question.answer or ""
    right = [hit.path in question.paths and gold in hit.text for hit in hits]
    scored = score_units(
        hits[:PASSAGES], evidence.meanings[:PASSAGES], evidence.match, question.text
    )
    answers = [right[unit.span.hit - 1] and gold in unit.span.text for unit in scored]
    _, judged = notebook.searcher.search(question.text, PASSAGES, Filters())
    return Seen(
        question,
        answerable,
        Ranked(np.array([passage_row(part) for part in evidence.parts]), np.array(right, bool)),
        Ranked(np.array([unit_row(unit) for unit in scored]), np.array(answers, bool)),
        features(judged),
    )


def passage_row(parts: Parts) -> tuple[float, ...]:
    """In the order z, WORDS_OTHER, WORDS_SAME, PIECES, WHOLE."""
    other = parts.words * (1 - parts.same)
    return parts.z, other, parts.words * parts.same, parts.met * parts.same, parts.close


def unit_row(unit: Scored) -> tuple[float, ...]:
    return unit.words, unit.meaning, unit.pieces, unit.place, float(unit.fits), float(unit.code)


def see(notes: Path, questions: Sequence[Question], scratch: Path, model: str) -> Iterator[Seen]:
    names = sorted(path.name for path in notes.glob("*.md"))
    Random(0).shuffle(names)
    for half in (0, 1):
        own = set(names[half::2])
        folder = scratch / f"{notes.name} {half}"
        folder.mkdir()
        for name in own:
            (folder / name).write_bytes((notes / name).read_bytes())
        with closing(Notebook.open(folder, scratch / f"{notes.name} store {half}", model)) as book:
            for question in questions:
                yield ask(book, question, not own.isdisjoint(question.paths))


def fit_ranking(lists: Sequence[Ranked]) -> Matrix:
    """Weights that make the right ones likely in a softmax over each list (Cao et al., 2007,
    "Learning to rank: from pairwise approach to listwise approach").
    """
    known = [
        (torch.from_numpy(one.rows), torch.from_numpy(one.right))
        for one in lists
        if one.right.any()
    ]
    weights = torch.zeros(known[0][0].shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = [(rows @ weights, right) for rows, right in known]
        wrong = [torch.logsumexp(s, 0) - torch.logsumexp(s[right], 0) for s, right in scores]
        total = torch.stack(wrong).mean()
        total.backward()
        return total

    optimizer.step(loss)
    return np.asarray(weights.detach().numpy())


def fit_logistic(rows: Matrix, target: Matrix) -> Matrix:
    """Logistic regression by Newton's method with a little ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (probability - target) + RIDGE * weights
        curvature = (rows * (probability * (1 - probability))[:, None]).T @ rows
        weights -= np.linalg.solve(curvature + RIDGE * np.eye(len(weights)), gradient)
    return weights


def first_right(lists: Sequence[Ranked], weights: Matrix) -> float:
    known = [one for one in lists if one.right.any()]
    return float(np.mean([one.right[(one.rows @ weights).argmax()] for one in known]))


def judge(seen: Sequence[Seen], sample: Sequence[Seen], least: float, hidden: int = 0) -> str:
    """Weights of the confidence, without the `hidden` feature; the bias is such that `least` of
    the unanswerable questions about the sample notes are refused.
    """
    kept = [place for place in range(len(seen[0].features)) if not hidden or place != hidden]
    rows = np.array([one.features for one in seen])
    target = np.array([float(one.answerable) for one in seen])
    weights = np.zeros(rows.shape[1])
    weights[kept] = fit_logistic(rows[:, kept], target)
    right = ((rows @ weights > 0) == (target > 0.5)).mean()
    logits = np.array([one.features for one in sample if not one.answerable]) @ weights
    weights[0] -= np.quantile(logits, least)
    return f"{tuple(weights.round(3).tolist())}  right side before the bias moved: {right:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("korquad", type=Path)
    parser.add_argument("techdocs", type=Path)
    parser.add_argument("--sample", type=Path, default=Path("data"), help="the sample notes")
    parser.add_argument("--refused", type=float, default=0.8)
    args = parser.parse_args()
    seen: dict[str, list[Seen]] = {}
    sample: dict[str, list[Seen]] = {}
    techdocs = read_questions(args.techdocs / "questions.jsonl")[:QUESTIONS]
    for model in (BUNDLED, STATIC):
        with tempfile.TemporaryDirectory() as name:
            scratch = Path(name)
            korquad = unmeasured(args.korquad, scratch / "korquad")
            seen[model] = [
                *see(scratch / "korquad", korquad, scratch, model),
                *see(args.techdocs / "notes", techdocs, scratch, model),
            ]
            with closing(Notebook.open(args.sample, scratch / "sample", model)) as notebook:
                questions = read_questions(args.sample / "questions.jsonl")
                sample[model] = [ask(notebook, q, bool(q.paths)) for q in questions]
    print_rankings([one for one in seen[BUNDLED] if one.answerable])
    print("qa.confidence")
    for model in seen:
        print(f"  {model}: {judge(seen[model], sample[model], args.refused)}")
    every, of_sample = ([one for of in part.values() for one in of] for part in (seen, sample))
    print(f"  other: {judge(every, of_sample, args.refused, hidden=COSINE)}")


def unmeasured(korquad: Path, folder: Path) -> list[Question]:
    """Some of its questions, none of those that `bench.quality` asks."""
    measured = {question.text for question in write_korquad(korquad, folder, MEASURED)}
    every = write_korquad(korquad, folder, 1 << 20)
    return [question for question in every if question.text not in measured][:QUESTIONS]


def print_rankings(seen: Sequence[Seen]) -> None:
    passages = [one.passages for one in seen]
    units = [one.units for one in seen if one.question.answer]
    search, spans = fit_ranking(passages), fit_ranking(units)
    print("qa.search  z, WORDS_OTHER, WORDS_SAME, PIECES, WHOLE =", (search / search[0]).round(2))
    print(f"  right passage first: {first_right(passages, search):.3f}")
    print("qa.spans   WORDS, MEANING, PIECES, PLACE, FITS, CODE =", (spans / spans[0]).round(2))
    print(f"  right unit first: {first_right(units, spans):.3f}")


if __name__ == "__main__":
    main()
