"""What a store survives: kills, damage, bad notes, readers beside a writer, random bytes.

python -m bench.reliability [--kills 500] [--corruptions 500] [--seconds 120] [--readers 3]
    [--generated 20000] [--fuzz 100000]

Prints a table; ends with 1 when anything was lost, missed or wrong.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from bench.corruption import corruptions
from bench.generated import note
from bench.kills import KINDS, kills
from bench.offsets import check_offsets
from bench.readers import stress
from bench.worst import worst_texts
from index.embedding.models import load_model
from index.errors import NoteError
from index.reading.folder import SUFFIXES
from index.store import Store
from index.store.sync import sync

ROOT = Path(__file__).parents[1]
CORPORA = (ROOT / "data", ROOT / "tests" / "notes")
_DAMAGED = 300  # bad notes made of good ones

Row = tuple[str, int, int]  # what, tried, and how many came out badly


def killed(folder: Path, count: int, seed: int) -> Iterator[Row]:
    with kills(folder, load_model(), seed) as harness:
        for kind in KINDS:
            tried = count // len(KINDS) + 1
            in_time = sum(harness.trial(kind) for _ in range(tried))
            yield f"kills in a {kind} sync ({in_time} before its end), states lost", tried, 0


def corrupted(folder: Path, count: int, seed: int) -> Iterator[Row]:
    found = Counter(outcome for _, outcome in corruptions(folder, count, seed))
    name = f"corruptions ({found['found']} found, {found['harmless']} harmless), missed"
    yield name, count, found["missed"]


def bad_notes(folder: Path, seed: int) -> Iterator[Row]:
    """All of them in one folder: each is in the store with exact offsets, or told with a reason."""
    notes, choose = folder / "notes", random.Random(seed)
    notes.mkdir()
    contents = [path.read_bytes() for path in _files(CORPORA[1])]
    contents += [text.encode() for _, text in worst_texts(20_000)]
    good = [path.read_bytes() for path in _files(CORPORA[0])]
    contents += [_damaged(choose.choice(good), choose) for _ in range(_DAMAGED)]
    for number, content in enumerate(contents):
        (notes / f"{number}.md").write_bytes(content)
    (notes / "loop.md").symlink_to("loop.md")
    os.mkfifo(notes / "pipe.md")
    with closing(Store(folder / ".galpi", notes)) as store:
        report = sync(notes, store, load_model())
    lost = len(contents) - len(report.added) - len(report.failed)
    name = f"bad notes ({len(report.added)} read, {len(report.failed)} told), lost"
    yield name, len(contents) + 2, lost


def _damaged(content: bytes, choose: random.Random) -> bytes:
    """Bytes altered, doubled, swapped for others or left out."""
    for _ in range(choose.randint(1, 3)):
        place = choose.randrange(len(content) + 1)
        piece = choose.choice([b"", b"\0", b"```\n", b"---\n", b"\r", b"\xff", choose.randbytes(9)])
        content = content[:place] + piece + content[place + choose.randint(0, 40) :]
    return content


def offsets(count: int, seed: int) -> Iterator[Row]:
    contents = [path.read_bytes() for corpus in CORPORA for path in _files(corpus)]
    made = (note(random.Random(f"{seed} {n}")).encode() for n in range(count))
    wrong = 0
    for content in (*contents, *made):
        try:
            check_offsets("a.md", content)
        except NoteError:
            pass
        except AssertionError:
            wrong += 1
    yield "notes whose offsets were checked, violations", len(contents) + count, wrong


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)


def asked(folder: Path, readers: int, seconds: float) -> Iterator[Row]:
    questions, syncs, wrong = stress(folder, readers, seconds)
    name = f"questions by {readers} readers during {syncs} syncs in {seconds:.0f} s, wrong"
    yield name, questions, wrong


def fuzzed(runs: int) -> Iterator[Row]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.fuzz", "--runs", str(runs)], cwd=ROOT, capture_output=True
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stderr[-3_000:])
    yield "fuzz executions, crashes", runs, int(done.returncode != 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--corruptions", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--generated", type=int, default=20_000)
    parser.add_argument("--fuzz", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the processes to be killed are copies
    bad = 0
    print("| tried | number | badly |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        folders = {name: Path(scratch) / name for name in ("killed", "corrupted", "bad", "asked")}
        for folder in folders.values():
            folder.mkdir()
        for name, tried, badly in chain(
            killed(folders["killed"], args.kills, args.seed),
            corrupted(folders["corrupted"], args.corruptions, args.seed),
            bad_notes(folders["bad"], args.seed),
            offsets(args.generated, args.seed),
            asked(folders["asked"], args.readers, args.seconds),
            fuzzed(args.fuzz),
        ):
            print(f"| {name} | {tried:,} | {badly} |", flush=True)
            bad += badly
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
