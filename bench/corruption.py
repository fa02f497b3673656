"""Damages a store in many ways and asks doctor."""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.generated import generate
from bench.rows import Rows, fresh, held
from index.care.checks import store_checks
from index.embedding.models import load_model
from index.errors import NotesError
from index.store import Store
from index.store.sync import sync

KINDS = ("bit", "cut", "zeroed page", "foreign file", "foreign database", "older", "newer")


def corruptions(folder: Path, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Kind and outcome of each: `found`; `harmless` when the next sync leaves every row as it was,
    as with a bit that nothing is written in or one of a time; or `missed`.
    """
    choose = random.Random(seed)
    notes, good = folder / "notes", folder / ".galpi"
    generate(notes, 20, seed)
    with fresh(notes, good, load_model()) as store:
        before, name = held(store), Path(store.name).name
    for number in range(count):
        kind = "bit" if number % 2 else choose.choice(KINDS)
        shutil.rmtree(folder / "bad", ignore_errors=True)
        (folder / "bad").mkdir()
        shutil.copy(good / name, folder / "bad" / name)
        damage(folder / "bad" / name, kind, choose)
        yield kind, _outcome(notes, folder / "bad", before)


def damage(path: Path, kind: str, choose: random.Random) -> None:
    content = bytearray(path.read_bytes())
    match kind:
        case "bit":
            content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
        case "cut":
            del content[choose.randrange(1, len(content)) :]
        case "zeroed page":
            page = 4_096 * choose.randrange(len(content) // 4_096)
            content[page : page + 4_096] = bytes(4_096)
        case "foreign file":
            content = bytearray(choose.randbytes(9_999))
        case "foreign database":
            path.unlink()
    if path.exists():
        path.write_bytes(content)
    if kind in ("foreign database", "older", "newer"):
        version = {"older": 1, "newer": 99}.get(kind, 0)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS other (name TEXT)")
            connection.execute(f"PRAGMA user_version = {version}")


def _outcome(notes: Path, folder: Path, before: Rows) -> str:
    if not all(check.ok for check in store_checks(notes, folder)):
        return "found"
    try:
        with closing(Store(folder, notes)) as store:
            sync(notes, store, load_model())
            return "harmless" if held(store) == before else "missed"
    except NotesError:
        return "missed"


def tally(outcomes: Iterator[tuple[str, str]]) -> Counter[str]:
    return Counter(f"{kind}: {outcome}" for kind, outcome in outcomes)
