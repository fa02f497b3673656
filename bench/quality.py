"""Quality of search and answers: each stage of the search alone, and all of them together.

    python -m bench.quality NOTES QUESTIONS [--korquad FILE] [--techdocs FOLDER] [--model NAME]

The figures are those of `galpi eval`. *techdocs* are English headings over Korean manual pages,
KorQuAD Korean questions over encyclopaedia paragraphs.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench.questions import Question, read_questions, write_korquad
from qa import Notebook
from qa.evaluation.measures import figures, groups
from qa.evaluation.outcomes import evaluate
from qa.evaluation.report import format_figure, table
from qa.evaluation.stages import STAGES, stage

COLUMNS = (
    *("recall@1", "recall@5", "recall@10", "MRR@10", "nDCG@10", "first span", "any span"),
    *("token F1", "false refusals", "false answers", "AUROC", "median ms"),
)

Row = list[str]
Set = tuple[Path, list[Question]]  # a folder of notes, and questions about them


def rows(name: str, notebook: Notebook, questions: Sequence[Question]) -> Iterator[Row]:
    for part in STAGES:
        with stage(part):
            outcomes = evaluate(notebook, questions)
        for group, own in groups(outcomes).items():
            found = figures(own)
            values = [format_figure(c, found[c].value) if c in found else "" for c in COLUMNS]
            yield [name, part, group, str(len(own)), *values]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--korquad", type=Path, help="KorQuAD_v1.0_dev.json")
    parser.add_argument("--techdocs", type=Path, help="folder with notes/ and questions.jsonl")
    parser.add_argument("--most", type=int, default=1_000, help="questions of KorQuAD")
    parser.add_argument("--model", default="bundled")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sets: dict[str, Set] = {"notes": (args.notes, read_questions(args.questions))}
        if args.techdocs:
            file = args.techdocs / "questions.jsonl"
            sets["techdocs"] = args.techdocs / "notes", read_questions(file)
        if args.korquad:
            folder = Path(scratch) / "korquad"
            sets["korquad"] = folder, write_korquad(args.korquad, folder, args.most)
        for name, (folder, questions) in sets.items():
            with closing(Notebook.open(folder, Path(scratch) / name / "store", args.model)) as book:
                head = ["set", "search", "group", "n", *COLUMNS]
                print(table([head, *rows(name, book, questions)]), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
