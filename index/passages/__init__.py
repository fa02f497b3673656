"""In: a Note.
Out: its Chunks, and the units of each, with offsets into the note's text.
"""

__all__ = ["chunks", "units"]
