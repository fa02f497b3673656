"""Everything galpi itself raises.

NotesError
├── FolderError    the notes folder is missing, empty or cannot be listed
├── NoteError      one note cannot be read; the others still are
├── StoreError     the store cannot be opened, read or written
│   ├── StoreLocked    another process is writing it
│   ├── StoreMismatch  it was made by another model, version or settings, or of other notes
│   ├── StoreMissing   there is none yet, and it is not for us to make it
│   ├── StoreDamaged   its file is cut off or altered
│   └── StoreForeign   its file is something else
├── ModelError     an embedding model cannot be loaded
├── QuestionError  a question or its filters make no sense
└── ListingError   a blog listing cannot be imported

A message says what was found, what was expected and what to do next, in Korean and in English.
"""

from index.language import Text, half


class NotesError(Exception):
    """Root of the tree: catch this to catch all of galpi. The message is in English, and `korean`
    the same for who reads that; or it is in both (see `half`), and needs none beside it.
    """

    def __init__(self, message: str = "", korean: str = "") -> None:
        super().__init__(message)
        self.english = message if korean else half(message, korean=False)
        self.korean = korean or half(message, korean=True)

    @property
    def text(self) -> Text:
        return Text(self.english, self.korean)


class FolderError(NotesError):
    pass


class NoteError(NotesError):
    """Carries the note's path and the bare reason, for a report of many."""

    def __init__(self, path: str, reason: str, korean: str = "") -> None:
        super().__init__(f"{path}: {reason}", korean and f"{path}: {korean}")
        self.path = path
        self.reason = reason


class StoreError(NotesError):
    pass


class StoreLocked(StoreError):
    pass


class StoreMismatch(StoreError):
    pass


class StoreMissing(StoreError):
    """Carries the store's name."""

    def __init__(self, name: str, message: str, korean: str = "") -> None:
        super().__init__(message, korean)
        self.name = name


class StoreDamaged(StoreError):
    pass


class StoreForeign(StoreError):
    pass


class ModelError(NotesError):
    pass


class QuestionError(NotesError):
    pass


class ListingError(NotesError):
    pass


def in_both(error: Exception) -> tuple[str, str]:
    """In English and Korean, what an error says to be told within another."""
    own = error if isinstance(error, NotesError) else NotesError(str(error))
    return own.english, own.korean
