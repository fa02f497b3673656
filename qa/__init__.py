"""Ask a folder of notes: `Notebook.open("data").ask("파드가 죽으면?")`.

In: a question and a store. Out: Hits (qa.search) → Spans (qa.spans) → an Answer with Citations
(qa.answers).
"""

from index.errors import FolderError, NotesError, QuestionError
from index.store.report import SyncReport
from qa.answers import Answer, Citation, Hit, Span
from qa.catalog import Book, Catalog
from qa.notebook import MAX_QUESTION, Notebook

__all__ = [
    "MAX_QUESTION",
    "Answer",
    "Book",
    "Catalog",
    "Citation",
    "FolderError",
    "Hit",
    "Notebook",
    "NotesError",
    "QuestionError",
    "Span",
    "SyncReport",
    "calibration",
    "plain",
    "samples",
    "source",
]
