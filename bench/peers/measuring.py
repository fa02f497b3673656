"""The figures of a peer: what its steps take, and how well it ranks notes."""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median, quantiles

from bench.peers.running import GALPI, Asked, Bench
from bench.questions import Question
from bench.sync import edit
from qa.evaluation.rankings import load_library, rankings

Figures = dict[str, float]

RANKED = ("recall@1", "recall@5", "recall@10", "nDCG@10")


def measure(bench: Bench, questions: Sequence[Question], edited: Sequence[Path]) -> Figures:
    """`edited` are notes, relative to the folder, to change one after the other."""
    texts = [question.text for question in questions]
    found = _synced(bench, edited)
    cold = [bench.ask("searching", texts[run : run + 1]).seconds for run in range(len(edited))]
    asked = bench.ask("searching", texts)
    found |= {"a cold question, s": median(cold), **_warm("a warm question", asked)}
    if bench.peer is GALPI:
        answers = [bench.ask("answering", [texts[run]]).seconds for run in range(len(edited))]
        answered = _warm("a warm answer", bench.ask("answering", texts))
        found |= {"a cold answer, s": median(answers), **answered}
    return found | {"asking, MB": asked.memory} | quality(questions, asked.notes)


def _synced(bench: Bench, edited: Sequence[Path]) -> Figures:
    first = bench.sync()
    found = {
        "first sync, s": first.seconds,
        "first sync, s of the cores": first.cores,
        "first sync, MB": first.memory,
    }
    if bench.peer.knows_changes:
        found["nothing changed, s"] = median(bench.sync().seconds for _ in edited)
    edits = []
    for note in edited:
        edit(bench.notes / note)
        edits.append(bench.sync().seconds)
    size = sum(file.stat().st_size for file in bench.store.rglob("*") if file.is_file())
    return found | {"one edit, s": median(edits), "disk, MB": size / 1e6}


def _warm(name: str, asked: Asked) -> Figures:
    """The first question is left out, which loads what the others find loaded."""
    times = [1_000 * seconds for seconds in asked.each[1:]]
    return {f"{name}, ms": median(times), f"{name}, p95, ms": quantiles(times, n=20)[-1]}


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
