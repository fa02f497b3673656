"""Fit the weights of `qa.confidence`.

    python -m training.calibrate KORQUAD_FILE TECHDOCS_FOLDER

Small notebooks are cut from two public sets: articles with Korean questions, and Korean manual
pages with English headings as questions. A notebook's questions are half its own, half those of
pages of the same set that it does not hold.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from bench.questions import read_questions, write_korquad
from qa.confidence import features
from qa.notebook import Notebook
from qa.search import Filters

NOTES_A_BOOK = 30
BOOKS = 8  # of each set
QUESTIONS_A_BOOK = 40  # answerable; as many are not
RIDGE = 1e-3

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    features: tuple[float, ...]
    answerable: bool


def examples(
    notes: Path, questions: list[tuple[str, str]], scratch: Path, draw: Random
) -> Iterator[Example]:
    """Of BOOKS random notebooks; `questions` are (text, name of the right note)."""
    names = sorted({path for _, path in questions})
    for number in range(BOOKS):
        chosen = draw.sample(names, NOTES_A_BOOK)
        folder = scratch / f"book {number}"
        folder.mkdir(parents=True)
        for name in chosen:
            (folder / name).write_bytes((notes / name).read_bytes())
        own = [q for q, path in questions if path in chosen]
        others = [q for q, path in questions if path not in chosen]
        count = min(QUESTIONS_A_BOOK, len(own))
        notebook = Notebook.open(folder, scratch / f"store {number}")
        for answerable, pool in ((True, own), (False, others)):
            for question in draw.sample(pool, count):
                yield Example(measure(notebook, question), answerable)


def measure(notebook: Notebook, question: str) -> tuple[float, ...]:
    return features(notebook.searcher.search(question, 5, Filters())[1])


def fit(rows: Matrix, target: Matrix) -> Matrix:
    """Logistic regression by Newton's method with a little ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (probability - target) + RIDGE * weights
        curvature = (rows * (probability * (1 - probability))[:, None]).T @ rows
        weights -= np.linalg.solve(curvature + RIDGE * np.eye(len(weights)), gradient)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("korquad", type=Path)
    parser.add_argument("techdocs", type=Path)
    args = parser.parse_args()
    draw = Random(0)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        korquad = write_korquad(args.korquad, scratch / "paragraphs", 6_000)
        techdocs = read_questions(args.techdocs / "questions.jsonl")
        sets = (
            (scratch / "paragraphs", [(q.text, q.paths[0]) for q in korquad]),
            (args.techdocs / "notes", [(q.text, q.paths[0]) for q in techdocs]),
        )
        found = [
            example
            for number, (notes, questions) in enumerate(sets)
            for example in examples(notes, questions, scratch / f"set {number}", draw)
        ]
    rows = np.array([example.features for example in found])
    target = np.array([float(example.answerable) for example in found])
    weights = fit(rows, target)
    right = ((rows @ weights > 0) == (target > 0.5)).mean()
    print(f"{len(found)} examples, {right:.3f} on the right side of 0.5")
    print("WEIGHTS = (" + ", ".join(f"{weight:.3f}" for weight in weights) + ")")


if __name__ == "__main__":
    main()
