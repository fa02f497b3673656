"""A bank of questions (see `training.bank`) as a notes folder and a questions file, for
`galpi eval` and `bench.quality`.

    python -m training.notebook BANK NAME OUT
"""

import argparse
import json
from pathlib import Path

from training.bank import notes_of


def write(bank: Path, name: str, out: Path) -> None:
    """`OUT/notes/BOOK/ID.md` and `OUT/questions.jsonl`."""
    paths: dict[str, str] = {}
    for note, book, body in notes_of((bank / f"{name}.md").read_text(encoding="utf-8")):
        folder = book.replace("/", "-") or "노트"
        paths[note] = f"{folder}/{note}.md"
        (out / "notes" / folder).mkdir(parents=True, exist_ok=True)
        (out / "notes" / paths[note]).write_text(body, encoding="utf-8")
    records = [
        json.loads(line)
        for line in (bank / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with (out / "questions.jsonl").open("w", encoding="utf-8") as file:
        for record in records:
            place = {"path": paths[record["id"]], "answer": record["answer"]}
            asked = {"q": record["q"], "kind": record["kind"]}
            asked |= place if record["answer"] else {"answer": None}
            file.write(json.dumps(asked, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bank", type=Path)
    parser.add_argument("name")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    write(args.bank, args.name, args.out)


if __name__ == "__main__":
    main()
