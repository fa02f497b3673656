"""Fits the numbers between what search, table, dictionary and reader say of a passage and a unit,
and those of the confidence: questions of banks that none of them has learned from, asked once with
their answers in the notes and once with them taken out.

    python -m training.translation training/terms BANK training/questions --without NAME... --out T
    python -m training.weights BANK T NAME... [--questions 300]

Prints the weights of `qa.search` beside the z-score, those of `qa.reading` beside the reader's
logits, and slope and bias of `qa.confidence`. Which the product has is decided by its figures on
the development sets.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import torch

import index.words.translation
from index.passages.units import units
from index.words.terms import has_hangul
from qa.confidence import evidence
from qa.evaluation.gaps import without_answer
from qa.evaluation.questions import Question, nfc, read_questions
from qa.filters import Filters
from qa.notebook import Notebook
from qa.reader import READ
from qa.reading import behind, beside, logits, says_something
from training import notebook

MOST = 30  # passages of a question, the best ones
SEARCH = ("z", "APART", "WORDS", "SHARE", "MEANT", "SAID", "UNIT_SAID")
READING = ("logit", "DEFINES", "SAID", "NEAR", "PRIOR")

Floats = npt.NDArray[np.float32]
# Terms (things, weights) of the things that a question chooses between, and which are right.
Choice = tuple[Floats, npt.NDArray[np.bool_]]


def fit(choices: Sequence[Choice], start: Sequence[float]) -> Floats:
    """Weights by the likelihood of what is right, the softmax over all things of a question
    (McFadden, 1974); (weights,), of which the first scales all.
    """
    terms = [torch.from_numpy(own) for own, right in choices if right.any()]
    right = [torch.from_numpy(flags) for _, flags in choices if flags.any()]
    weights = torch.tensor(start, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = [own @ weights for own in terms]
        lost = [s.logsumexp(0) - s[r].logsumexp(0) for s, r in zip(scores, right, strict=True)]
        mean = torch.stack(lost).mean()
        mean.backward()
        return mean

    optimiser.step(loss)
    return weights.detach().numpy()


def fit_confidence(rows: Floats, answered: npt.NDArray[np.bool_]) -> Floats:
    """(columns + 1,): a logistic regression of `rows` (questions, columns), the bias last."""
    constant = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    # To be answered or not is a choice between these terms and none.
    both = [np.stack([row, np.zeros_like(row)]) for row in constant]
    rights = [np.array([flag, not flag]) for flag in answered]
    return fit(list(zip(both, rights, strict=True)), [0.0] * constant.shape[1])


def passages_of(own: Notebook, question: Question) -> Choice:
    with own.store.engine.reading() as state:
        scope = Filters().scope(state)
        found = own.searcher.look(question.text, state, scope)
        parts, met = found.parts, found.met
        best = sorted(parts, key=lambda content: -parts[content].score(met))[:MOST]
        texts = {one.content: (one.path, one.text) for one in state.passages(best, scope)}
    terms = [parts[content].terms(met) for content in texts]
    right = [_answers(question, path, text) for path, text in texts.values()]
    return np.array(terms, np.float32), np.array(right, bool)


def units_of(own: Notebook, question: Question) -> Choice:
    """Of what the product would read."""
    hits = own.search(question.text, READ)
    terms, right = [np.zeros((0, len(READING)), np.float32)], list[bool]()
    for hit, logit, below in zip(hits, logits(question.text, hits), behind(hits), strict=True):
        columns = np.column_stack([logit, beside(question.text, hit), np.full(len(logit), below)])
        says = says_something(hit)
        terms.append(columns[says].astype(np.float32))
        found = compress(units(hit.text, hit.layout), says)
        right += [_answers(question, hit.path, unit.of(hit.text)) for unit in found]
    return np.concatenate(terms), np.array(right, bool)


def _answers(question: Question, path: str, text: str) -> bool:
    return nfc(path) in map(nfc, question.paths) and nfc(question.answer or "") in nfc(text)


def looks(bank: Path, name: str, count: int) -> Iterator[tuple[str, Choice, Choice, Choice]]:
    """`count` questions of a bank with their passages, their units, and the units without the
    answer in the notes.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        notebook.write(bank, name, folder)
        asked = [one for one in read_questions(folder / "questions.jsonl") if one.answer]
        with closing(Notebook.open(folder / "notes", folder / "store")) as own:
            for question in random.sample(asked, min(count, len(asked))):
                whole = passages_of(own, question), units_of(own, question)
                with without_answer(own, question) as taken:
                    if taken:
                        yield question.text, *whole, units_of(own, question)


def evidence_of(question: str, read: Choice, weights: Floats) -> tuple[float, bool]:
    """What `qa.confidence` weighs, of notes that are Korean."""
    return max(evidence([read[0] @ weights]), -50.0), not has_hangul(question)


def _print(names: Sequence[str], weights: Floats) -> None:
    """By the first of them, which is 1 in the product."""
    own = zip(names, weights / weights[0], strict=True)
    print(*(f"{name} {weight:.2f}" for name, weight in own))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bank", type=Path)
    parser.add_argument("table", type=Path, help="made without these banks")
    parser.add_argument("names", nargs="+")
    parser.add_argument("--questions", type=int, default=300, help="of each")
    args = parser.parse_args()
    random.seed(1)
    index.words.translation.FILE = args.table
    found = [one for name in args.names for one in looks(args.bank, name, args.questions)]
    asked, passages, whole, gaps = zip(*found, strict=True)
    print(f"{len(found)} questions")
    _print(SEARCH, fit(passages, [1.0] * len(SEARCH)))
    weights = fit(whole, [1.0] * len(READING))
    _print(READING, weights)
    reads = [(q, read) for of in (whole, gaps) for q, read in zip(asked, of, strict=True)]
    rows = np.array([evidence_of(*one, weights / weights[0]) for one in reads], np.float32)
    slope, across, bias = fit_confidence(rows, np.arange(len(rows)) < len(whole))
    print(f"SLOPE {slope:.2f} ACROSS {across / slope:.2f} BIAS {bias:.2f}")


if __name__ == "__main__":
    main()
