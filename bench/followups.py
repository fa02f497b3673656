"""Follow-up questions: the last turn of conversations, by what is searched with.

    python -m bench.followups NOTES CONVERSATIONS [--alone QUESTIONS] [--model NAME]

*first* and *in 5* say how often the right note came first, and among the first five notes;
*answer* how often a shown span held the answer; *leans* how often the decision to look back was
right. `--alone` names questions that stand alone: each is asked behind the one before it in the
file, to count those taken for a follow-up.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from qa import Notebook
from qa.followup import with_context

DEPTH = 60  # passages looked at to find five notes

# From a question and the earlier ones: those that are used, if any, and the text to search with.
Strategy = Callable[[str, Sequence[str]], tuple[str | None, str]]
STRATEGIES: dict[str, Strategy] = {
    "no history": lambda question, history: (None, question),
    "always joined": lambda question, history: (history[-1], f"{history[-1]}\n{question}"),
    "rules": with_context,
}


@dataclass(frozen=True)
class Conversation:
    turns: tuple[str, ...]
    path: str  # of the note that answers the last turn
    answer: str  # a verbatim piece of that note
    leans: bool  # the last turn cannot be understood without the others
    split: str


@dataclass(frozen=True)
class Outcome:
    rank: int  # 0-based, of the right note among the notes found
    shown: bool
    decided: bool  # rightly

    def row(self) -> tuple[bool, ...]:
        return self.rank == 0, self.rank < 5, self.shown, self.decided


def read_conversations(file: Path) -> list[Conversation]:
    lines = file.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [Conversation(**record | {"turns": tuple(record["turns"])}) for record in records]


def outcome(notebook: Notebook, strategy: Strategy, conversation: Conversation) -> Outcome:
    *history, last = conversation.turns
    context, searched = strategy(last, history)
    paths = list(dict.fromkeys(hit.path for hit in notebook.search(searched, DEPTH)))
    answer = notebook.ask(searched)
    return Outcome(
        paths.index(conversation.path) if conversation.path in paths else DEPTH,
        any(
            conversation.answer in span.text and answer.hits[span.hit - 1].path == conversation.path
            for span in answer.spans
        ),
        (context is not None) == conversation.leans,
    )


def lines(notebook: Notebook, conversations: Sequence[Conversation]) -> Iterator[str]:
    yield "| last turns | n | first | in 5 | answer | leans |"
    yield "| --- " * 6 + "|"
    splits = dict.fromkeys(conversation.split for conversation in conversations)
    for split in splits:
        chosen = [c for c in conversations if c.split == split]
        for name, strategy in STRATEGIES.items():
            rows = [outcome(notebook, strategy, conversation).row() for conversation in chosen]
            shares = (f"{sum(column) / len(rows):.3f}" for column in zip(*rows, strict=True))
            yield f"| {split}, {name} | {len(rows)} | {' | '.join(shares)} |"


def taken(questions: Iterable[str]) -> list[str]:
    return [after for before, after in pairwise(questions) if with_context(after, [before])[0]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("conversations", type=Path)
    parser.add_argument("--alone", type=Path, help="JSON Lines with a question `q` each")
    parser.add_argument("--model", default="bundled")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch) / "store"
        with closing(Notebook.open(args.notes, where, args.model)) as notebook:
            for line in lines(notebook, read_conversations(args.conversations)):
                print(line, flush=True)
    if args.alone:
        texts = args.alone.read_text(encoding="utf-8").splitlines()
        alone = [json.loads(text)["q"] for text in texts]
        print(f"\n{len(taken(alone))} of {len(alone) - 1} taken for a follow-up")


if __name__ == "__main__":
    main()
