"""Follow-up questions: the last turn of conversations, alone and with the turns before.

    python -m bench.followups NOTES CONVERSATIONS [--model NAME]

*first* says how often the right note came first, *answer* how often a shown span held the answer,
*wrong form* how often a last turn that stands alone was put together with another, or one that does
not was left alone.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from qa import Answer, Notebook


@dataclass(frozen=True)
class Conversation:
    turns: tuple[str, ...]
    path: str  # of the note that answers the last turn
    answer: str  # a verbatim piece of that note
    leans: bool  # the last turn cannot be understood without the others
    split: str

    def row(self, answer: Answer) -> tuple[bool, bool, bool]:
        shown = (s for s in answer.spans if answer.hits[s.hit - 1].path == self.path)
        return (
            bool(answer.hits) and answer.hits[0].path == self.path,
            any(self.answer in span.text for span in shown),
            (answer.context is not None) != self.leans,
        )


def read_conversations(file: Path) -> list[Conversation]:
    lines = file.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [Conversation(**record | {"turns": tuple(record["turns"])}) for record in records]


def lines(notebook: Notebook, conversations: Sequence[Conversation]) -> Iterator[str]:
    yield "| last turns | n | first | answer | wrong form |"
    yield "| --- " * 5 + "|"
    for split in dict.fromkeys(conversation.split for conversation in conversations):
        chosen = [c for c in conversations if c.split == split]
        for name, turns in (("alone", 0), ("with the turns before", 5)):
            rows = [
                c.row(notebook.ask(c.turns[-1], history=c.turns[:-1][-turns:] if turns else ()))
                for c in chosen
            ]
            shares = (f"{sum(column) / len(rows):.3f}" for column in zip(*rows, strict=True))
            yield f"| {split}, {name} | {len(rows)} | {' | '.join(shares)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("conversations", type=Path)
    parser.add_argument("--model", default="bundled")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch) / "store"
        with closing(Notebook.open(args.notes, where, args.model)) as notebook:
            for line in lines(notebook, read_conversations(args.conversations)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
