"""What a store is kept in, in terms of notes: the embedded database, or a server.

An engine keeps one notebook, gives one state of it to read and takes one to write. Whatever it
holds in memory to answer faster is its own matter.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from index.embedding.vectors import Vectors
from index.language import Text
from index.reading.folder import File
from index.store.plan import Stored
from index.words.bm25 import Alternatives


@dataclass(frozen=True)
class Scope:
    """What a note must match; None matches all. In NFC, the tag without `#` and a closing `/`.
    The folder is the end of a path from the notes folder or a middle of it: `a/b` has `x/a/b/c`.
    """

    book: str | None = None
    chapter: int | None = None
    tag: str | None = None
    folder: str | None = None
    day: str | None = None  # a part of the note's date: `2024-03-03` or `-03-03`
    # Path and headings of passages that are of that day whatever their note's date is: JSON, a
    # list of pairs, in which the headings are as `Passage` has them.
    sections: str | None = None


EVERYTHING = Scope()


class Passage(NamedTuple):
    """A chunk with what its note says of it; `headings` is JSON."""

    content: int
    text: str
    start: int
    end: int
    line: int
    end_line: int
    headings: str
    path: str
    book: str | None
    chapter: int | None
    title: str
    url: str | None
    layout: str


# Words of a content, each with the number of the part that has it, `Chunk.parts`, once for each
# time that it does.
Stated = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Content:
    """A text with its headings, which chunks share, by `Chunk.hash`: its words and the vectors of
    its units, `units` rows of little-endian float16. `embedded`: see `Chunk.embedded`.
    """

    hash: bytes
    korean: bool
    embedded: bytes
    units: int
    vectors: bytes
    words: Stated

    @property
    def length(self) -> int:
        return sum(map(len, self.words.values()))


class Kept(NamedTuple):
    """A content as it lies in the store, to be compared with what it was made of."""

    id: int
    hash: bytes
    length: int
    korean: int
    units: int
    vectors: bytes
    checksum: int  # of the vectors
    embedded: bytes
    words: int  # a checksum, too
    stated: Sequence[tuple[str, Sequence[int]]]  # the words themselves, as in `Stated`


class State(Protocol):
    """One state of the store, for as long as it is read."""

    def settings(self) -> dict[str, str]: ...

    def files(self) -> dict[str, Stored]:
        """By key."""
        ...

    def paths(self) -> dict[str, str]:
        """By key."""
        ...

    def stamps(self, paths: Collection[str]) -> dict[str, tuple[int, int]]:
        """Size and time of these notes' files, by path."""
        ...

    def source(self, path: str) -> str | None:
        """The text that was taken out of a file that has none of its own."""
        ...

    def counts(self) -> tuple[int, int, int]:
        """Notes, passages and contents."""
        ...

    def books(self) -> list[tuple[str, int | None, str]]:
        """Book, chapter and a title, in order, each chapter once."""
        ...

    def tags(self) -> list[tuple[str, int]]:
        """With how many notes have each, most first."""
        ...

    def headings(self) -> list[tuple[str, str]]:
        """Path and headings (JSON), in order."""
        ...

    def places(self) -> list[tuple[int, str, int, int, int]]:
        """Of each passage: its note, headings (JSON), start, line and content, in order of both."""
        ...

    def rows(self) -> Iterable[tuple[int, int, bytes]]:
        """Of each content how many vectors it has, and they, as in `Content`."""
        ...

    def entries(self, scope: Scope) -> list[tuple[Any, ...]]:
        """Path, book, chapter, title, tags (JSON), url, date and language of each note of the
        scope, in the order of paths; of a day those of that date alone.
        """
        ...

    def nearest(self, query: Vectors, k: int, scope: Scope) -> dict[int, float]:
        """Contents of the scope with the cosine of their nearest unit, best first; equal ones in
        the order of ids. `query` is (d,) of unit length.
        """
        ...

    def cosines(self, query: Vectors, contents: Collection[int]) -> dict[int, Vectors]:
        """(vectors,) float32 of each: of its units in their order, and of its heading if any."""
        ...

    def spread(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine with all units; 0 and 1 without any."""
        ...

    def match(
        self,
        question: Mapping[str, float],
        alternatives: Alternatives,
        k: int,
        scope: Scope,
        also: Collection[int] = (),
    ) -> dict[int, float]:
        """Scores of the words, as `index.words.bm25.Match` has them: of the k best contents of the
        scope, best first, and of `also`, where they have any.
        """
        ...

    def words(self, contents: Collection[int]) -> dict[int, Stated]:
        """Of each content. Raises StoreError when they say nothing any more."""
        ...

    def passages(self, contents: Collection[int], scope: Scope) -> list[Passage]: ...

    def problems(self) -> list[Text]:
        """Of the database itself; empty when it is sound."""
        ...

    def notes(self) -> list[dict[str, Any]]:
        """`id` and the columns of `Job.row`, in the order of paths."""
        ...

    def chunks(self, note: int) -> list[tuple[Any, ...]]:
        """In order: `chunk_row`, then hash, korean, units and embedded of the content."""
        ...

    def contents(self) -> Iterator[Kept]: ...

    def differing(self) -> Iterable[Text]:
        """What is kept beside the contents to answer faster and is not what they say,
        where they themselves are sound.
        """
        ...

    def orphans(self) -> int:
        """Contents that no chunk has."""
        ...

    def known(self, hashes: Collection[bytes]) -> dict[bytes, int]:
        """Ids of contents; a thousand hashes at most."""
        ...

    def embedded(self) -> set[bytes]:
        """What is embedded, see `Chunk.embedded`."""
        ...

    def vectors(self, embedded: Collection[bytes]) -> dict[bytes, tuple[int, bytes]]:
        """Of those that are known, how many and all of them, as in `Content`."""
        ...


class Draft(State, Protocol):
    """The next state, while it is written."""

    def set(self, settings: Mapping[str, str | None]) -> None:
        """None removes one."""
        ...

    def clear(self) -> None:
        """Forgets all notes."""
        ...

    def put_note(self, row: Mapping[str, Any], known: int | None) -> int:
        """The id, which is `known` for a note that is there."""
        ...

    def touch(self, files: Mapping[int, File], settled: Iterable[int]) -> None:
        """Of notes whose files say what they said: how they are called and stamped now."""
        ...

    def remove_note(self, note: int) -> None: ...

    def put_chunks(self, note: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """In the place of the note's others: the id of its content, and `chunk_row`, of each."""
        ...

    def add(self, contents: Sequence[Content]) -> list[int]:
        """Their ids."""
        ...

    def prune(self) -> None:
        """Deletes the contents that no chunk has any more; the last that is done to a draft."""
        ...


class Engine(Protocol):
    @property
    def name(self) -> str:
        """As messages call it; no password is in it."""
        ...

    @property
    def file(self) -> Path | None:
        """The database, where it is one file."""
        ...

    @property
    def shared(self) -> bool:
        """Whether notes of other people may go by the same name."""
        ...

    def refresh(self) -> None:
        """Opens anew what was replaced since."""
        ...

    def reading(self) -> AbstractContextManager[State]: ...

    def locked(self) -> AbstractContextManager[None]:
        """One writer at a time. Raises StoreLocked at once, with who it is."""
        ...

    def writing(self) -> AbstractContextManager[Draft]:
        """All that is written inside, or none of it."""
        ...

    def compact(self) -> None:
        """Tidies up after a sync. Raises StoreError where there is no room to."""
        ...

    def close(self) -> None: ...
