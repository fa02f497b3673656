"""`python -m bench.peers` as far as it goes without the peers: processes, figures, the table."""

import sys
from pathlib import Path

import pytest

from bench.generated import generate
from bench.peers.measuring import quality
from bench.peers.running import GALPI, Bench, Peer, installed
from bench.peers.table import losses, table
from bench.questions import Question
from index.errors import NotesError

FOUND = {
    "galpi": {"first sync, s": 10.0, "warm answer, ms": 80.0, "english, recall@1": 0.5},
    "quick": {"first sync, s": 2.5, "english, recall@1": 0.25},
    "good": {"first sync, s": 25.0, "english, recall@1": 0.75},
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    generate(tmp_path / "notes", 2)
    return Bench(GALPI, Path("none"), "none", tmp_path)


def test_figures_stand_beside_those_of_galpi() -> None:
    assert table(FOUND, quality=False) == (
        "|  | galpi | quick | good |\n"
        "| --- | --- | --- | --- |\n"
        "| first sync, s | 10 | 2.50 (× 0.25) | 25 (× 2.5) |\n"
        "| warm answer, ms | 80 |  |  |"
    )
    assert table(FOUND, quality=True).splitlines()[2:] == [
        "| english, recall@1 | 0.500 | 0.250 (× 0.5) | 0.750 (× 1.5) |"
    ]


def test_it_is_told_where_galpi_loses() -> None:
    assert losses(FOUND) == [
        "first sync, s: quick 2.50, galpi 10",
        "english, recall@1: good 0.750, galpi 0.500",
    ]


def test_notes_are_ranked_by_kind_of_question() -> None:
    asked = [
        Question("first", ("a.md",), None, "keyword"),
        Question("third", ("a.md",), None, "keyword"),
        Question("of nothing", (), None, "unanswerable"),
        Question("missed", ("b.md",), None),
    ]
    found = quality(asked, [["a.md", "b.md"], ["c.md", "b.md", "a.md"], ["a.md"], []])
    assert found == {
        "keyword, recall@1": 0.5, "keyword, recall@5": 1, "keyword, recall@10": 1,
        "keyword, nDCG@10": 0.75,
        "headings, recall@1": 0, "headings, recall@5": 0, "headings, recall@10": 0,
        "headings, nDCG@10": 0,
    }  # fmt: skip


def test_each_step_is_a_process(bench: Bench) -> None:
    synced = bench.sync()
    asked = bench.ask("searching", ["파드는 무엇을 저장하나?"])
    assert {Path(path).parts[0] for path in asked.notes[0]} == {"책 000"}
    assert len(set(asked.notes[0])) == len(asked.notes[0]) == 2
    assert 0 < asked.each[0].seconds < asked.seconds
    assert 0 < asked.each[0].cores < asked.cores
    assert min(synced.seconds, synced.cores) > 0
    assert min(synced.memory, asked.memory) > 50


def test_a_process_that_fails_says_of_whom_and_why(bench: Bench) -> None:
    broken = Bench(Peer("Broken", "no_such_peer"), bench.python, bench.model, bench.folder)
    with pytest.raises(NotesError, match="Broken: sync ended with 1: (.|\n)*no_such_peer"):
        broken.sync()


def test_a_peer_is_installed_or_not() -> None:
    python = Path(sys.executable)
    assert installed(Peer("there", "", ("json", "json.decoder")), python)
    assert not installed(Peer("in part", "", ("json", "no_such_module")), python)
    assert not installed(Peer("deeper", "", ("no_such_module.at.all",)), python)
