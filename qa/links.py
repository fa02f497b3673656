"""Addresses under which other programs open a note at its place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Links:
    """Of one place: open them in a browser or a terminal."""

    vscode: str = ""
    obsidian: str | None = None  # of the note, where it lives in a vault; it knows no lines

    def at(self, line: int) -> "Links":
        """The same note at another line (1-based)."""
        file, _, _ = self.vscode.rpartition(":")
        return replace(self, vscode=f"{file}:{line}" if file else "")


def in_vault(folder: Path) -> bool:
    """Of Obsidian."""
    return any((parent / ".obsidian").is_dir() for parent in (folder, *folder.parents))


def links_to(file: Path, line: int, in_vault: Callable[[Path], bool] = in_vault) -> Links:
    """To a resolved path; whoever asks for many may give a cached `in_vault`."""
    vscode = f"vscode://file/{_quoted(file.as_posix().lstrip('/'))}:{line}"
    if not in_vault(file.parent):
        return Links(vscode)
    return Links(vscode, f"obsidian://open?path={_quoted(str(file), safe='')}")


def _quoted(path: str, safe: str = "/") -> str:
    return quote(path, safe, errors="surrogateescape")  # a folder may have a name that is no text
