"""Costs and quality of galpi and its peers over the same notes, in one run.

    python -m bench.peers PYTHON MODEL [--techdocs FOLDER] [--notes 300] [--runs 3] [--json FILE]

PYTHON is that of an environment with bench/peers/environment.txt; MODEL a folder of
multilingual-e5-small as sentence-transformers keeps it. The notes are those of data/, generated
ones and those of FOLDER, which holds notes/ and questions.jsonl, all in one notebook.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from bench.generated import generate
from bench.peers.measuring import Figures, measure
from bench.peers.running import GALPI, PEERS, Bench, Peer, installed
from bench.peers.table import losses, table
from bench.questions import Question, read_questions
from index.errors import NotesError

SAMPLES = Path("data")


def collect(folder: Path, sources: list[Path], count: int) -> list[Path]:
    """Makes the notes; returns the generated ones, relative to the folder."""
    generate(folder, count)
    generated = [path.relative_to(folder) for path in sorted(folder.rglob("*.md"))]
    for source in sources:
        for path in source.rglob("*.md"):
            copy = folder / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    return generated


def chosen(python: Path) -> list[Peer]:
    there = {peer: installed(peer, python) for peer in PEERS}
    for peer in (peer for peer, found in there.items() if not found):
        print(f"{peer.name} is not installed for {python}; left out")
    return [GALPI, *(peer for peer, found in there.items() if found)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--techdocs", type=Path, help="folder with notes/ and questions.jsonl")
    parser.add_argument("--notes", type=int, default=300, help="generated ones")
    parser.add_argument("--runs", type=int, default=3, help="of what is a median")
    parser.add_argument("--json", type=Path, help="file for the figures")
    args = parser.parse_args()
    sources, questions = [SAMPLES], read_questions(SAMPLES / "questions.jsonl")
    if args.techdocs:
        sources.append(args.techdocs / "notes")
        questions += read_questions(args.techdocs / "questions.jsonl")
    found = compare(args, sources, questions)
    print(table(found, quality=False), table(found, quality=True), sep="\n\n", end="\n\n")
    print("galpi loses in:", *losses(found), sep="\n- ")


def compare(
    args: argparse.Namespace, sources: list[Path], questions: list[Question]
) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for peer in chosen(args.python):
        with tempfile.TemporaryDirectory() as scratch:
            bench = Bench(peer, args.python, str(args.model.resolve()), Path(scratch))
            generated = collect(bench.notes, sources, args.notes)
            edited = generated[:: max(1, len(generated) // args.runs)][: args.runs]
            try:
                found[peer.name] = measure(bench, questions, edited)
            except NotesError as error:
                print(error)
        if args.json:  # after each of them, for the others take their time
            args.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


if __name__ == "__main__":
    main()
