"""What in a notes folder is not a note of its owner: templates, copies, what an ignore file names.

Changed in one place, `galpi.toml` in the notes folder:

    exclude = ["초안/", "*.tmp.md"]  # as in .gitignore
    gitignore = false                # read what .gitignore names
    templates = true                 # read templates, too
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.errors import FolderError
from index.reading.reasons import told

SETTINGS = "galpi.toml"
_IGNORE_FILES = (".obsidianignore", ".gitignore")
_TEMPLATES = frozenset(["templates", "_templates", "template", "템플릿", "_template"])
_OTHERS = frozenset(["node_modules", "__pycache__", "__macosx", "venv", "bower_components"])
_CONFLICT = re.compile(
    r"[ (]conflicted copy|\.sync-conflict-\d|\(충돌|충돌된 사본|[ (]conflict(?:ed)?[ )]\d{4}"
    r"|_conflict-\d",
    re.I,
)
_COPY = re.compile(r"(.+) (?:\(?[2-9]\)?|copy|사본)$")
TEMPLATE = "템플릿 폴더 · a folder of templates"
FOREIGN = "노트가 아닌 폴더 · a folder of other programs"
CONFLICT = "동기화 충돌로 생긴 사본 · a conflict copy of a cloud drive"
DRAWING = "그림 파일 · a drawing"


@dataclass(frozen=True)
class Excludes:
    root: Path
    templates: bool = False  # whether they are read, too
    named: Callable[[str], str] = lambda path: ""  # the file that names a path

    @classmethod
    def load(cls, root: Path) -> "Excludes":
        """Raises FolderError for a `galpi.toml` that cannot be read."""
        settings = _settings(root)
        rules: dict[str, list[str]] = {}
        for name in _IGNORE_FILES:
            if name != ".gitignore" or settings.get("gitignore", True):
                with suppress(OSError, UnicodeDecodeError):
                    rules[name] = (root / name).read_text(encoding="utf-8").splitlines()
        exclude = settings.get("exclude", [])
        rules[SETTINGS] = [str(one) for one in exclude] if isinstance(exclude, list) else []
        named = _matcher({name: lines for name, lines in rules.items() if lines})
        return cls(root, settings.get("templates") is True, named)

    def folder(self, path: str) -> str:
        """Why a folder is not entered; empty when it is."""
        name = PurePosixPath(path).name.casefold()
        if name in _OTHERS:
            return FOREIGN
        if name in _TEMPLATES and not self.templates:
            return TEMPLATE
        return _by(self.named(f"{path}/"))

    def file(self, path: str) -> str:
        """Why a file is not read; empty when it is."""
        name = PurePosixPath(path).name
        if name.lower().endswith(".excalidraw.md"):
            return DRAWING
        if _CONFLICT.search(name) or self._is_copy(path):
            return CONFLICT
        return _by(self.named(path))

    def _is_copy(self, path: str) -> bool:
        """`계획 2.md` beside `계획.md`, where both begin alike."""
        place = PurePosixPath(path)
        match = _COPY.match(place.stem)
        if match is None:
            return False
        original = self.root / place.with_name(match[1] + place.suffix)
        first = _first_line(self.root / path)
        return first is not None and original.is_file() and _first_line(original) == first


def is_backup(name: str) -> bool:
    """`~$계획.docx`, `#계획.md#`, `계획.md~`: what programs leave beside a file they have open."""
    return name.startswith(("~$", ".", "#")) and (name[0] != "#" or name.endswith("#"))


def _settings(root: Path) -> Mapping[str, object]:
    path = root / SETTINGS
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise FolderError(told("settings", path=path, why=error)) from error


def _matcher(rules: Mapping[str, list[str]]) -> Callable[[str], str]:
    if not rules:
        return lambda path: ""
    from pathspec import GitIgnoreSpec  # for folders that have such a file

    specs = {name: GitIgnoreSpec.from_lines(lines) for name, lines in rules.items()}
    return lambda path: next((name for name, spec in specs.items() if spec.match_file(path)), "")


def _by(name: str) -> str:
    return f"{name} 에 적힘 · named by {name}" if name else ""


def _first_line(path: Path) -> bytes | None:
    with suppress(OSError):
        if path.is_file():  # no pipe, which would be waited for
            with path.open("rb") as file:
                lines = file.read(2_000).splitlines()
            return next((line.strip() for line in lines if line.strip()), b"")
    return None
