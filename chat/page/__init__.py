"""In: Answers, the note around them, and the state of the notebook.
Out: the HTML of the page, in which nothing of a note is run.
"""

__all__ = [
    "bubble",
    "evidence",
    "examples",
    "frame",
    "history",
    "markup",
    "note",
    "sources",
    "status",
]
