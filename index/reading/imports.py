"""`galpi import`: what a person has of a blog, made into notes."""

from pathlib import Path

from index.errors import ListingError, in_both
from index.reading.feed import Post, kind_of, read_posts
from index.reading.listing import ImportReport, import_listing, safe_name
from index.reading.refusals import inside, not_read, not_written

MAX_BYTES = 100_000_000
# In English and Korean.
_KNOWN = (
    "it may be RSS, Atom, JSON Feed, a WordPress export, a saved page (.html) or a listing (.txt)",
    "RSS, Atom, JSON Feed, 워드프레스에서 내보낸 글, 저장한 글(.html), 목록(.txt)을 주세요",
)


def import_source(source: Path, notes: Path) -> ImportReport:
    """Writes the notes that are not there yet, and nothing outside the notes folder.

    Raises ListingError when the source is nothing that can be taken, or a note cannot be written.
    """
    content = _read(source)
    if not kind_of(content):
        return import_listing(source, notes)
    try:
        posts = read_posts(content)
    except (ListingError, ValueError) as error:
        english, korean = in_both(error)
        raise ListingError(
            f"{source}: {english}; {_KNOWN[0]}", f"{source}: {korean}. {_KNOWN[1]}."
        ) from error
    done: dict[str, list[str]] = {"written": [], "unchanged": [], "kept": []}
    taken = set[Path]()
    for post in posts:
        path = _target(notes, post, source.stem, taken)
        taken.add(path)
        done[_place(path, post.to_markdown())].append(path.relative_to(notes).as_posix())
    return ImportReport(**{outcome: tuple(paths) for outcome, paths in done.items()})


def _read(source: Path) -> bytes:
    if str(source).startswith(("http:/", "https:/")):
        raise ListingError(
            f"{source}: galpi fetches nothing; save it as a file first, then: galpi import FILE",
            f"{source}: 갈피는 내려받지 않습니다. 파일로 저장한 뒤 galpi import FILE로 옮기세요.",
        )
    if source.is_dir():
        raise ListingError(
            f"{source} is a folder; one that holds notes is read as it is: galpi sync {source}",
            f"{source}: 폴더입니다. 노트가 든 폴더는 그대로 읽습니다: galpi sync {source}",
        )
    try:
        if source.stat().st_size > MAX_BYTES:
            raise ListingError(
                f"{source} has more than {MAX_BYTES:,} bytes; split it",
                f"{source}: {MAX_BYTES:,}바이트보다 큽니다. 나누세요.",
            )
        return source.read_bytes()
    except OSError as error:
        raise not_read(source, error) from error


def _target(notes: Path, post: Post, name: str, taken: set[Path]) -> Path:
    """Two posts with the same title are two notes."""
    folder = inside(notes, safe_name(post.blog or name))
    stem = safe_name(post.title or post.date or name)
    path, number = folder / f"{stem}.md", 2
    while path in taken:
        path, number = folder / f"{stem}-{number}.md", number + 1
    return path


def _place(path: Path, text: str) -> str:
    """What was done: written, unchanged, or kept where a note says something else."""
    try:
        if path.exists() or path.is_symlink():
            same = path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text
            return "unchanged" if same else "kept"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise not_written(path, error) from error
    return "written"
