"""What answers depend on, in a few characters: as long as they stay, so do the answers."""

from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from index.embedding.vectors import Embedder
from index.store import Store
from index.words.glossary import FILE
from qa.calibration import SETTING


def state_of(notes: Path, store: Store, model: Embedder) -> str:
    """Of the program, the last sync, the model, the calibration and the user's glossary."""
    parts = [version("galpi"), model.fingerprint]
    parts += [store.setting("generation") or "", store.setting(SETTING) or ""]
    with suppress(OSError):
        stat = (notes / FILE).stat()
        parts += [str(stat.st_size), str(stat.st_mtime_ns)]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
