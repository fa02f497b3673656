"""In: a folder, or an export to be made into one.
Out: Notes with their text, front matter and outline, of every kind of file.
"""

__all__ = [
    "excludes",
    "fences",
    "folder",
    "headings",
    "imports",
    "intake",
    "kinds",
    "listing",
    "markdown",
    "names",
    "notebooks",
    "notes",
    "notices",
    "outline",
    "text",
]
