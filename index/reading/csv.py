"""Tables as Notion exports its databases: the source is the file itself, a row a line."""

from index.reading.document import Document
from index.reading.fences import lines_of
from index.reading.outline import Leaf, Outline


def read_csv(text: str, encoding: str) -> Document:
    outline = Outline()
    for start, end in lines_of(text):
        first = not outline.leaves
        outline.add(text, Leaf("head" if first else "row", start, end, -1 if first else 0))
    if len(outline.leaves) > 1:
        outline.tables.append((outline.leaves[0].start, outline.leaves[-1].end))
    return Document(text, encoding, outline)
