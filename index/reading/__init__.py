"""In: a folder, or an export to be made into one.
Out: Notes with their text, front matter and outline, of every kind of file.
"""

__all__ = [
    "excludes",
    "fences",
    "fields",
    "folder",
    "headings",
    "imports",
    "intake",
    "kinds",
    "listing",
    "markdown",
    "marks",
    "names",
    "notebooks",
    "notes",
    "notices",
    "outline",
    "reasons",
    "text",
]
