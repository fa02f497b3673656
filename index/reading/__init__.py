"""In: a folder, or an export to be made into one.
Out: Notes with their text, front matter and outline, of every kind of file.
"""

__all__ = [
    "fences",
    "folder",
    "headings",
    "listing",
    "markdown",
    "notes",
    "notices",
    "outline",
    "text",
]
