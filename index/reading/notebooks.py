"""Several notes folders at once, by name. Besides those that are given there may be others, that
`galpi.toml` in the first one names, by their paths from it:

    [notebooks]
    "요리" = "../cooking"
"""

from collections.abc import Sequence
from pathlib import Path

from index.errors import FolderError
from index.reading.excludes import SETTINGS, settings


def notebooks(folders: Sequence[Path]) -> dict[str, Path]:
    """In order, each folder once. A folder is called by its name, and where two have the same, by
    the one above it, too. Raises FolderError for a `galpi.toml` that does not say so.
    """
    given = list({folder.resolve(): folder for folder in folders}.values())
    names = [folder.resolve().name for folder in given]
    found = {}
    for folder, name in zip(given, names, strict=True):
        alone = names.count(name) == 1
        found[name if alone else "/".join(folder.resolve().parts[-2:])] = folder
    places = set(map(Path.resolve, given))
    for name, folder in _named(given[0]).items():
        if folder.resolve() not in places:
            found[name if name not in found else f"{name} ({folder})"] = folder
    return found


def _named(root: Path) -> dict[str, Path]:
    named = settings(root).get("notebooks", {})
    if not isinstance(named, dict) or not all(isinstance(path, str) for path in named.values()):
        raise FolderError(
            f'{root / SETTINGS} names notebooks as {named!r}; write [notebooks], "name" = "folder"',
            f"설정 파일({root / SETTINGS})의 notebooks가 {named!r}입니다. [notebooks] 아래에 "
            '"이름" = "폴더"로 적으세요.',
        )
    return {str(name): root / Path(path).expanduser() for name, path in named.items()}
