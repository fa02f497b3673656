"""What stands in the way of `galpi import`, whatever is imported."""

from pathlib import Path

from index.errors import ListingError


def not_read(source: Path, error: OSError) -> ListingError:
    return ListingError(
        f"{source}: {error.strerror}; expected a blog listing",
        f"{source}: 읽을 수 없습니다({error.strerror}). 블로그 글의 파일을 주세요.",
    )


def not_written(path: Path, error: OSError) -> ListingError:
    path = error.filename or path
    return ListingError(
        f"{path} cannot be written ({error.strerror}); give a writable notes folder with --notes",
        f"{path}: 쓸 수 없습니다({error.strerror}). 쓸 수 있는 노트 폴더를 --notes로 주세요.",
    )


def inside(notes: Path, name: str) -> Path:
    """The folder of that name. Raises ListingError where it is a link to somewhere else."""
    folder = notes / name
    if not folder.resolve().is_relative_to(notes.resolve()):
        raise ListingError(
            f"{folder} leads out of the notes folder; replace this link by a folder",
            f"{folder}: 노트 폴더 밖으로 이어집니다. 링크를 지우고 폴더를 만드세요.",
        )
    return folder
