"""txtai, hybrid and with the passages' text. It keeps no record of files, so this does."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from bench.peers import CHARACTERS, PASSAGES

Record = dict[str, tuple[str, int]]  # by note: its hash, and how many passages it has


def sync(notes: Path, store: Path, model: str) -> None:
    file = store / "notes.json"
    before: Record = json.loads(file.read_text("utf-8")) if file.exists() else {}
    texts = {path.relative_to(notes).as_posix(): path for path in sorted(notes.rglob("*.md"))}
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in texts.items()}
    changed = [name for name, hash in hashes.items() if before.get(name, [""])[0] != hash]
    stale = [name for name in before if name in changed or name not in hashes]
    if changed or stale:
        kept = {name: held for name, held in before.items() if name not in stale}
        new = _write(store, model, {name: texts[name] for name in changed}, before, stale)
        record = kept | {name: (hashes[name], count) for name, count in new.items()}
        file.write_text(json.dumps(record, ensure_ascii=False), "utf-8")


def _write(
    store: Path, model: str, changed: dict[str, Path], before: Record, stale: list[str]
) -> dict[str, int]:
    """How many passages each note that changed has now."""
    from txtai import Embeddings
    from txtai.pipeline import Segmentation

    split = Segmentation(chunker="recursive", chunk_size=CHARACTERS)
    passages = {name: split(path.read_text("utf-8")) for name, path in changed.items()}
    if before:
        embeddings = Embeddings()
        embeddings.load(str(store))
        embeddings.delete([f"{name}#{n}" for name in stale for n in range(before[name][1])])
    else:
        prefixes = {"query": "query: ", "data": "passage: "}
        embeddings = Embeddings(path=model, hybrid=True, content=True, instructions=prefixes)
    embeddings.upsert(
        (f"{name}#{n}", text) for name, of in passages.items() for n, text in enumerate(of)
    )
    embeddings.save(str(store))
    return {name: len(of) for name, of in passages.items()}


def searching(notes: Path, store: Path, model: str) -> Callable[[str], list[str]]:
    from txtai import Embeddings

    embeddings = Embeddings()
    embeddings.load(str(store))
    return lambda question: [
        found["id"].rpartition("#")[0] for found in embeddings.search(question, PASSAGES)
    ]
