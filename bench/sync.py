"""What a sync costs, and how that grows with the collection. Notes are generated, and the process
is warm: model and analyser are loaded.

python -m bench.sync [--notes 100 1000 10000] [--model bundled]
python -m bench.sync --mixed 1000 [--kinds .md .pdf]

Of mixed files the first sync alone, with a broken PDF and an archive that unpacks to 300 MB among
them, which each cost a line.
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench.generated import generate, generate_mixed, note, paragraph
from bench.making import zipped
from index.embedding.models import load_model
from index.embedding.vectors import Embedder
from index.reading.kinds import READERS
from index.store import Store
from index.store.report import SyncReport
from index.store.sync import sync
from index.words.terms import terms

Step = tuple[str, SyncReport, float]  # its name, what was done, and the most memory in MB


def measure(folder: Path, count: int, model_name: str) -> list[Step]:
    """In a process of its own, so that one collection's memory is not another's."""
    notes, model = folder / "notes", load_model(model_name)
    generate(notes, count)
    time.sleep(2.1)  # or a no-change sync would look at the last notes again
    model.encode_queries(["덥힌다"])
    terms(["덥힌다"])
    paths = sorted(notes.rglob("*.md"))
    with closing(Store(folder / ".galpi", notes)) as store:
        steps: dict[str, Callable[[], object]] = {
            "first": lambda: None,
            "nothing changed": lambda: None,
            "one paragraph edited": lambda: edit(paths[count // 2]),
            "one note renamed": lambda: paths[1].rename(paths[1].with_name("새 이름.md")),
            "one note added": lambda: _add(notes),
            "a book moved": lambda: (notes / "책 000").rename(notes / "다른 책"),
            "a tenth deleted": lambda: _delete(notes, count // 10),
        }
        return [(name, *_step(notes, store, model, change)) for name, change in steps.items()]


def measure_mixed(folder: Path, count: int, kinds: list[str], model_name: str) -> list[Step]:
    notes, model = folder / "notes", load_model(model_name)
    generate_mixed(notes, count, kinds)
    if ".pdf" in kinds:
        (notes / "broken.pdf").write_bytes(b"%PDF-1.4\n1 0 obj <<")
    if ".zip" in kinds:
        (notes / "Export-bomb.zip").write_bytes(zipped({"a.md": bytes(300_000_000)}))
    model.encode_queries(["덥힌다"])
    terms(["덥힌다"])
    with closing(Store(folder / ".galpi", notes)) as store:
        return [("first", *_step(notes, store, model, lambda: None))]


def _step(
    notes: Path, store: Store, model: Embedder, change: Callable[[], object]
) -> tuple[SyncReport, float]:
    change()
    _forgetpeak()
    return sync(notes, store, model), peak()


def edit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first, rest = text.split("\n\n", 2)[:2], text.split("\n\n", 2)[2]
    new = paragraph(random.Random(str(path)), 3)
    path.write_text("\n\n".join([*first, f"{new}\n\n{rest}"]), encoding="utf-8")


def _add(notes: Path) -> None:
    (notes / "새 노트.md").write_text(note(random.Random("새 노트")), encoding="utf-8")


def _delete(notes: Path, count: int) -> None:
    for path in sorted(notes.rglob("*.md"))[:count]:
        path.unlink()


def _forgetpeak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> float:
    """The most memory since `_forget_peak`, in MB. Linux alone tells."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = [line for line in status if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def rows(counts: list[int], model: str) -> Iterator[tuple[int, Step]]:
    context = multiprocessing.get_context("spawn")
    for count in counts:
        with tempfile.TemporaryDirectory() as scratch, context.Pool(1) as pool:
            for step in pool.apply(measure, (Path(scratch), count, model)):
                yield count, step


def print_mixed(count: int, kinds: list[str], model: str) -> None:
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as scratch, context.Pool(1) as pool:
        ((_, report, peak),) = pool.apply(measure_mixed, (Path(scratch), count, kinds, model))
    for notice in report.failed:
        print(f"{notice.path}: {notice.reason}")
    print(f"{' '.join(kinds)}: {report.counts()}; {report.seconds:.1f} s, peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--mixed", type=int)
    parser.add_argument("--kinds", nargs="+", default=sorted(READERS))
    args = parser.parse_args()
    if args.mixed:
        print_mixed(args.mixed, args.kinds, args.model)
        return
    print("| notes | sync | seconds | chunks embedded | peak MB | of the smallest |")
    print("| --- | --- | --- | --- | --- | --- |")
    smallest: dict[str, float] = {}
    for count, (name, report, peak) in rows(args.notes, args.model):
        grown = report.seconds / smallest.setdefault(name, report.seconds)
        print(
            f"| {count:,} | {name} | {report.seconds:.3f} | {report.embedded:,} | {peak:.0f} | "
            f"× {grown:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
