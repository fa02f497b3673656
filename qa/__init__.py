"""Ask a folder of notes: `Notebook.open("data").ask("파드가 죽으면?")`.

In: a question and a store. Out: Hits (qa.search) → Spans (qa.spans) → an Answer with Citations
(qa.answers).
"""

from index.errors import FolderError, NotesError, QuestionError, StoreLocked
from index.language import half
from index.reading.intake import Given, Outcome, Taken, take_in
from index.store.report import SyncReport
from index.words.particles import closes, final
from index.words.terms import tagged
from qa.answers import INTERNAL, Answer, Citation, Hit, Span
from qa.catalog import Book, Catalog
from qa.entries import Entry, NoteMissing, NoteText
from qa.links import Links
from qa.notebook import Notebook
from qa.question import MAX_QUESTION

__all__ = [
    "INTERNAL",
    "MAX_QUESTION",
    "Answer",
    "Book",
    "Catalog",
    "Citation",
    "Entry",
    "FolderError",
    "Given",
    "Hit",
    "Links",
    "NoteMissing",
    "NoteText",
    "Notebook",
    "NotesError",
    "Outcome",
    "QuestionError",
    "Span",
    "StoreLocked",
    "SyncReport",
    "Taken",
    "atlas",
    "calibration",
    "closes",
    "final",
    "half",
    "links",
    "plain",
    "samples",
    "sections",
    "source",
    "tagged",
    "take_in",
]
