"""How near a first sync comes to what the encoder alone takes for the same passages: the analyser,
the reading of files and the writing go on beside it, and take their share of the cores.

python -m bench.first_sync [--notes 300] [--runs 3]
"""

import argparse
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from bench.generated import generate
from index.embedding.encoder import Encoder
from index.passages.chunks import Chunk, split_note
from index.reading.notes import read_note
from index.store import Store
from index.store.sync import sync
from index.words.terms import terms


def passages_of(notes: Path) -> list[Chunk]:
    """Each once, as a sync embeds them."""
    read = (read_note(path.name, path.read_bytes()) for path in sorted(notes.rglob("*.md")))
    return list({chunk.embedded: chunk for note in read for chunk in split_note(note)}.values())


def measure(notes: Path, folder: Path) -> tuple[float, float]:
    """Seconds of the encoder alone and of the sync, both warm and with nothing remembered."""
    passages = passages_of(notes)
    model = _warm()
    began = time.perf_counter()
    model.encode_passages(passages)
    alone = time.perf_counter() - began
    with closing(Store(folder, notes)) as store:
        report = sync(notes, store, _warm())
    assert report.embedded == len(passages)
    return alone, report.seconds


def _warm() -> Encoder:
    model = Encoder()
    model.encode_queries(["덥힌다", "둘째"])
    model._pieces.of.cache_clear()
    terms(["덥힌다"])
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        notes = Path(scratch) / "notes"
        generate(notes, args.notes)
        count = len(passages_of(notes))
        runs = [measure(notes, Path(scratch) / str(run)) for run in range(args.runs)]
    alone, synced = (median(column) for column in zip(*runs, strict=True))
    ratio = median(alone / synced for alone, synced in runs)
    print(f"{count:,} passages: the encoder alone {count / alone:.1f} a second, ", end="")
    print(f"a first sync {count / synced:.1f}, the share of it {ratio:.2f}")


if __name__ == "__main__":
    main()
