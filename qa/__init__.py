"""Ask a folder of notes: `Notebook.open("data").ask("파드가 죽으면?")`.

question → Hits (qa.search) → Spans (qa.spans) → Answer with Citations (qa.answers)
"""

from index.errors import FolderError, NotesError, QuestionError
from index.store.report import SyncReport
from qa.answers import Answer, Citation, Hit, Span
from qa.catalog import Catalog
from qa.notebook import Notebook

__all__ = [
    "Answer",
    "Catalog",
    "Citation",
    "FolderError",
    "Hit",
    "Notebook",
    "NotesError",
    "QuestionError",
    "Span",
    "SyncReport",
]
