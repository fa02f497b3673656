"""Jupyter notebooks: Markdown cells as they are, code cells as code; the places are the cells."""

import json

from index.reading.document import Document
from index.reading.extracted import extracted, joined
from index.reading.names import place
from index.reading.reasons import told


def read_ipynb(content: bytes) -> Document:
    """Raises ValueError for what is no notebook."""
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        cells = notebook.get("cells") or notebook["worksheets"][0]["cells"]
        parts = [_cell(number, cell) for number, cell in enumerate(cells, start=1)]
    except (UnicodeDecodeError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(told("ipynb")) from error
    text, places = joined(part for part in parts if part)
    return extracted(text, "ipynb", places)


def _cell(number: int, cell: dict[str, object]) -> tuple[str, str]:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    if cell.get("cell_type") == "code" and text.strip():
        text = f"```\n{text.strip(chr(10))}\n```"
    return text, place(f"셀 {number}", f"cell {number}")
