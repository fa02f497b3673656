"""In: Answers, the note around them, and the state of the notebook.
Out: the HTML of the page, in which nothing of a note is run.
"""

__all__ = [
    *("bubble", "desk", "evidence", "examples", "frame", "history", "known", "markup", "near"),
    *("note", "outline", "questions", "sources", "status", "taken", "weeks", "words"),
]
