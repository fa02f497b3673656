"""The figures of a peer: what its steps take, and how well it ranks notes."""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median, quantiles

from bench.peers.running import GALPI, Asked, Bench, Took
from bench.questions import Question
from bench.sync import edit
from qa.evaluation.rankings import load_library, rankings

Figures = dict[str, float]

RANKED = ("recall@1", "recall@5", "recall@10", "nDCG@10")


def measure(bench: Bench, questions: Sequence[Question], edited: Sequence[Path]) -> Figures:
    """`edited` are notes, relative to the folder, to change one after the other."""
    texts = [question.text for question in questions]
    found, searched = _synced(bench, edited), bench.ask("searching", texts)
    found |= _asked(bench, "question", "searching", texts[: len(edited)], searched)
    if bench.peer is GALPI:
        answered = bench.ask("answering", texts)
        found |= _asked(bench, "answer", "answering", texts[: len(edited)], answered)
    return found | {"asking, MB": searched.memory} | quality(questions, searched.notes)


def _synced(bench: Bench, edited: Sequence[Path]) -> Figures:
    first = bench.sync()
    found = _took("first sync", [first]) | {"first sync, MB": first.memory}
    if bench.peer.knows_changes:
        found |= _took("nothing changed", [bench.sync() for _ in edited])
    edits = []
    for note in edited:
        edit(bench.notes / note)
        edits.append(bench.sync())
    size = sum(file.stat().st_size for file in bench.store.rglob("*") if file.is_file())
    return found | _took("one edit", edits) | {"disk, MB": size / 1e6}


def _asked(bench: Bench, name: str, step: str, cold: Sequence[str], asked: Asked) -> Figures:
    """The first of those asked in one process is left out: it loads what the others find loaded."""
    warm = asked.each[1:]
    return _took(f"cold {name}", [bench.ask(step, [text]) for text in cold]) | {
        f"warm {name}, ms": 1_000 * median(one.seconds for one in warm),
        f"warm {name}, p95, ms": 1_000 * quantiles([one.seconds for one in warm], n=20)[-1],
        f"warm {name}, core ms": 1_000 * median(one.cores for one in warm),
    }


def _took(name: str, runs: Sequence[Took]) -> Figures:
    return {
        f"{name}, s": median(run.seconds for run in runs),
        f"{name}, core s": median(run.cores for run in runs),
    }


def quality(questions: Sequence[Question], notes: Sequence[Sequence[str]]) -> Figures:
    """By kind of question, of those that the notes answer."""
    found: dict[str, list[dict[str, float]]] = {}
    for question, ranked in zip(questions, rankings(load_library(), questions, notes), strict=True):
        if ranked:
            found.setdefault(question.kind or "headings", []).append(ranked)
    return {
        f"{kind}, {name}": mean(one[name] for one in own)
        for kind, own in found.items()
        for name in RANKED
    }
