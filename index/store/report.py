"""What a sync did."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from index.reading.kinds import INSTALL, NEEDS
from index.reading.notices import Notice


@dataclass(frozen=True)
class SyncReport:
    """Paths are POSIX and relative to the notes folder; `embedded` and `reused` count chunks.

    `failed` notes are not in the store; those with `notices` are, though something about them
    had to be guessed or left out.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Notice, ...] = ()
    notices: tuple[Notice, ...] = ()
    left_out: tuple[Notice, ...] = ()  # what is there and taken for no note, with the reason
    unread: tuple[tuple[str, int], ...] = ()  # files of other kinds: how they end, how many
    embedded: int = 0
    reused: int = 0
    seconds: float = 0.0

    def timed(self, seconds: float) -> "SyncReport":
        return replace(self, seconds=seconds)

    def differences(self) -> Iterator[tuple[str, str]]:
        """(`added`, path) and so on, of all that is not as it was before."""
        for name in ("added", "changed", "removed", "renamed"):
            yield from ((name, path) for path in getattr(self, name))

    def counts(self) -> str:
        """Of notes: `2 added, 0 changed, …, 0 failed`."""
        names = ("added", "changed", "removed", "renamed")
        counts = [f"{len(getattr(self, name))} {name}" for name in names]
        return ", ".join([*counts, f"{self.unchanged} unchanged", f"{len(self.failed)} failed"])

    def not_read(self) -> str:
        """`읽지 않은 파일 3개 · 3 files not read: .hwp 2, .pages 1`; empty when there is none."""
        total = sum(count for _, count in self.unread)
        if not total:
            return ""
        return f"읽지 않은 파일 {total}개 · {total} files not read: {self.kinds_not_read()}"

    def kinds_not_read(self) -> str:
        """`.hwp 2, .pages 1`, and how to read them where that is known."""
        lacking = any(suffix in NEEDS for suffix, _ in self.unread)
        way = f" (galpi[files]: {INSTALL})" if lacking else ""
        return ", ".join(f"{suffix} {count}" for suffix, count in self.unread) + way

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
