"""Quality of search and answers.

    python -m bench.quality NOTES QUESTIONS [--korquad FILE] [--techdocs FOLDER] [--model NAME]

Search by stage (words, dense, fused, looked at piece by piece) and answers end to end, by kind
of question. Ranks count notes, not passages: a note's rank is that of its best passage.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.questions import Question, read_questions, write_korquad
from qa import Answer, Notebook
from qa import search as search_module

DEPTH = 60  # passages looked at to find ten notes

Row = tuple[str, ...]


def note_rank(notebook: Notebook, question: Question) -> int:
    """0-based rank of the first right note, or DEPTH."""
    paths = list(dict.fromkeys(hit.path for hit in notebook.search(question.text, DEPTH)))
    return next((rank for rank, path in enumerate(paths) if path in question.paths), DEPTH)


def ranking_row(name: str, ranks: Sequence[int]) -> Row:
    found = np.array(ranks)
    reciprocal = np.where(found < 10, 1 / (found + 1), 0).mean()
    gain = np.where(found < 10, 1 / np.log2(found + 2), 0).mean()
    recalls = [float((found < k).mean()) for k in (1, 5, 10)]
    return (name, str(len(found)), *(f"{x:.3f}" for x in (*recalls, reciprocal, gain)))


def search_rows(name: str, notebook: Notebook, questions: Sequence[Question]) -> Iterable[Row]:
    """The same questions with the weights of words and pieces set for each stage."""
    names = ("WORDS_SAME", "WORDS_OTHER", "PIECES")
    same, other, pieces = (getattr(search_module, name) for name in names)
    stages = {
        "words": (1e6, 1e6, 0.0),
        "dense": (0.0, 0.0, 0.0),
        "fused": (same, other, 0.0),
        "fused and pieces": (same, other, pieces),
    }
    answerable = [question for question in questions if question.paths]
    for stage, weights in stages.items():
        for weight_name, weight in zip(names, weights, strict=True):
            setattr(search_module, weight_name, weight)
        by_kind = defaultdict(list)
        for question in answerable:
            by_kind[question.kind].append(note_rank(notebook, question))
        for kind, ranks in by_kind.items():
            yield ranking_row(f"{name} {kind}, {stage}", ranks)
        if len(by_kind) > 1:
            yield ranking_row(f"{name}, {stage}", [r for ranks in by_kind.values() for r in ranks])


def shows(answer: Answer, question: Question, most: int = 3) -> bool:
    """Whether the gold answer lies inside one of the first `most` shown spans."""
    return any(
        question.answer is not None
        and question.answer in span.text
        and answer.hits[span.hit - 1].path in question.paths
        for span in answer.spans[:most]
    )


def token_f1(answer: Answer, question: Question) -> float:
    """Of white-space words, the best span against the gold answer."""
    gold = set((question.answer or "").split())
    best = 0.0
    for span in answer.spans:
        words = set(span.text.split())
        common = len(gold & words)
        best = max(best, 2 * common / (len(gold) + len(words)))
    return best


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """Probability that an answerable question has the higher confidence, ties half."""
    left, right = np.array(answerable)[:, None], np.array(unanswerable)[None, :]
    return float(((left > right) + 0.5 * (left == right)).mean())


def answer_rows(name: str, notebook: Notebook, questions: Sequence[Question]) -> Iterable[Row]:
    answers = [(question, notebook.ask(question.text)) for question in questions]
    gold = [(question, answer) for question, answer in answers if question.answer]
    groups = {name: gold}
    if len({question.kind for question, _ in gold}) > 1:
        for question, answer in gold:
            groups.setdefault(f"{name} {question.kind}", []).append((question, answer))
    for label, chosen in groups.items():
        yield (
            label,
            str(len(chosen)),
            _mean(shows(a, q, 1) for q, a in chosen),
            _mean(shows(a, q) for q, a in chosen),
            _mean(token_f1(a, q) for q, a in chosen),
            _mean(len(a.spans) for _, a in chosen),
            _mean(not a.found for _, a in chosen),
        )
    none = [answer for question, answer in answers if not question.paths]
    if none:
        some = [answer.confidence for question, answer in answers if question.paths]
        area = auroc(some, [answer.confidence for answer in none])
        print(f"\nfalse answers {_mean(a.found for a in none)} of {len(none)}, AUROC {area:.3f}")
    times: npt.NDArray[np.float64] = np.array([a.seconds for _, a in answers]) * 1000
    median, p95 = np.percentile(times, [50, 95])
    print(f"\n{name}: median {median:.1f} ms, p95 {p95:.1f} ms a question\n")


def _mean(values: Iterable[float]) -> str:
    return f"{np.mean([float(value) for value in values]):.3f}"


def print_table(heads: Sequence[str], rows: Iterable[Row]) -> None:
    rows = list(rows)
    print("| " + " | ".join(heads) + " |")
    print("| --- " * len(heads) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--korquad", type=Path, help="KorQuAD_v1.0_dev.json")
    parser.add_argument("--techdocs", type=Path, help="folder with notes/ and questions.jsonl")
    parser.add_argument("--most", type=int, default=1_500, help="questions of KorQuAD")
    parser.add_argument("--model", default="bundled")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sets = {"notes": (args.notes, read_questions(args.questions))}
        if args.techdocs:
            file = args.techdocs / "questions.jsonl"
            sets["techdocs"] = args.techdocs / "notes", read_questions(file)
        if args.korquad:
            folder = Path(scratch) / "korquad"
            sets["korquad"] = folder, write_korquad(args.korquad, folder, args.most)
        books = {
            name: (Notebook.open(folder, Path(scratch) / name / "store", args.model), questions)
            for name, (folder, questions) in sets.items()
        }
        heads = ["search", "n", "recall@1", "recall@5", "recall@10", "MRR@10", "nDCG@10"]
        print_table(
            heads, (row for name, book in books.items() for row in search_rows(name, *book))
        )
        print()
        heads = ["answers", "n", "first span", "any span", "token F1", "spans", "refused"]
        for name, book in books.items():
            if any(question.answer for question in book[1]):
                print_table(heads, answer_rows(name, *book))


if __name__ == "__main__":
    main()
