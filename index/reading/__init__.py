"""In: a folder, or a blog listing to be made into one.
Out: Notes with their text, front matter and headings.
"""

__all__ = ["folder", "headings", "listing", "notes", "notices", "text"]
