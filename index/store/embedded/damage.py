"""What an error of SQLite means: that a file is damaged or foreign, or that the system refused."""

import sqlite3
from pathlib import Path

from index.errors import StoreDamaged, StoreError, StoreForeign

SqliteError = (sqlite3.Error, UnicodeDecodeError)  # the second is raised for an altered text
_MAGIC = b"SQLite format 3\0"
# SQLITE_ERROR is what a statement meets whose table has another name than it was given.
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR", "SQLITE_FORMAT")


def store_error(path: Path, error: Exception, refused: tuple[str, str]) -> StoreError:
    """With `refused`, a whole clause in English and Korean, as the way out when the file is not to
    blame.
    """
    name = getattr(error, "sqlite_errorname", "")
    if not name.startswith(_DAMAGED) and "decode" not in str(error):
        english, korean = (clause.format(error=error) for clause in refused)
        return StoreError(f"the store {path} {english}", f"저장소({path}){korean}")
    return _unreadable(path, error)


def _unreadable(path: Path, error: Exception) -> StoreError:
    """As far as the first bytes tell, and their count."""
    with path.open("rb") as file:
        head = file.read(100)
    alike = sum(a == b for a, b in zip(head, _MAGIC, strict=False))
    if alike < len(_MAGIC) // 2:
        return StoreForeign(
            f"{path} is no store of galpi and no database; give another folder with --store, or "
            f"move it out of the way: galpi doctor --repair",
            f"{path} 파일은 갈피의 저장소도 데이터베이스도 아닙니다. 다른 폴더를 --store로 주거나 "
            f"galpi doctor --repair로 치우세요.",
        )
    # SQLite writes down how large a page is and how many there are.
    whole = int.from_bytes(head[28:32]) * (int.from_bytes(head[16:18]) or 1)
    size = path.stat().st_size
    found = cut = str(error)
    if size < whole:
        found = f"is cut off, {size:,} of {whole:,} bytes are left"
        cut = f"{whole:,}바이트에서 {size:,}바이트만 남음"
    return StoreDamaged(
        f"the store {path} is damaged ({found}); begin anew beside it: galpi doctor --repair",
        f"저장소({path})가 망가졌습니다({cut}). galpi doctor --repair로 그 옆에 새로 만드세요.",
    )
