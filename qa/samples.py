"""The sample notes that come with galpi, copied to where they can be read and changed."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import FolderError

_HERE = Path(__file__).parent


def copy_samples(folder: Path) -> Path:
    """The notes folder `folder/data`, with the sample notes if it was not there yet: what has been
    made of them since is left alone. Raises FolderError.
    """
    notes = folder / "data"
    if notes.is_dir():
        return notes
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as part:  # so that no half of them is ever there
            copy = shutil.copytree(_samples(), Path(part) / "data", copy_function=shutil.copyfile)
            Path(copy).replace(notes)
    except OSError as error:
        raise FolderError(
            f"{folder}: the sample notes cannot be copied there ({error.strerror or error}); "
            f"give another folder: galpi demo FOLDER",
            f"{folder}: 예제 노트를 꺼낼 수 없습니다({error.strerror or error}). 다른 폴더를 "
            f"주세요: galpi demo FOLDER",
        ) from error
    return notes


def _samples() -> Path:
    """In a wheel they lie beside this module, in a checkout beside its package."""
    shipped = _HERE / "data"
    return shipped if shipped.is_dir() else _HERE.parent / "data"
