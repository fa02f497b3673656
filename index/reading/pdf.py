"""PDF: the text layer, page by page; the places are the pages.

Whatever a broken or hostile file makes of the reader happens in a process of its own, of bounded
time and memory.
"""

import json
import os
import subprocess
import sys
from typing import Any

from index.reading.document import Document
from index.reading.extracted import extracted, joined
from index.reading.names import place
from index.reading.pages import Page, as_markdown
from index.reading.reasons import told

SECONDS = 300
MEMORY = 2_000_000_000  # bytes of address space; Linux and macOS alone know a limit
MAX_PAGES = 5_000


def read_pdf(content: bytes) -> Document:
    """Raises ValueError for what cannot be read, is locked or has no text."""
    found = _in_a_process(content)
    if "error" in found:
        raise ValueError(told("pdf", why=str(found["error"])))
    pages = [Page(text, tuple(titles)) for text, titles in found["pages"]]
    if pages and not any(page.text.strip() for page in pages):
        raise ValueError(told("scan"))
    numbers = (place(f"{number}쪽", f"p. {number}") for number in range(1, len(pages) + 1))
    text, places = joined(zip(as_markdown(pages), numbers, strict=True))
    return extracted(text, "pdf", places, title=found["title"], date=found["date"])


def _in_a_process(content: bytes) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__],
            input=content, capture_output=True, timeout=SECONDS, env=environment, check=False,
        )  # fmt: skip
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return {"error": told("endless", seconds=SECONDS)}
    except (ValueError, OSError):
        return {"error": told("heavy")}


def _read(content: bytes) -> dict[str, object]:
    """In the process of its own."""
    import io
    import logging

    from pypdf import PdfReader  # in the extra `files`
    from pypdf.errors import FileNotDecryptedError

    logging.disable()
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": told("locked")}
        titles = _bookmarks(reader)
        count = len(reader.pages)
        if count > MAX_PAGES:
            return {"error": told("pages", count=count, most=MAX_PAGES)}
        pages = [(page.extract_text(), titles.get(n, [])) for n, page in enumerate(reader.pages)]
        about = reader.metadata
        title = (about.title if about else "") or ""
        date = (about.get("/CreationDate") if about else "") or ""
    except FileNotDecryptedError:
        return {"error": told("locked")}
    except Exception as error:  # a broken file breaks a reader in every way there is
        return {"error": " ".join(f"{type(error).__name__} {error}".split())[:200]}
    return {"pages": pages, "title": str(title), "date": _date(str(date))}


def _bookmarks(reader: Any) -> dict[int, list[tuple[int, str]]]:
    """Depth and title of each, by page."""
    found: dict[int, list[tuple[int, str]]] = {}

    def walk(items: list[Any], depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, depth + 1)
            else:
                page = reader.get_destination_page_number(item)
                found.setdefault(page, []).append((min(depth, 6), str(item.title)))

    try:
        walk(reader.outline, 1)
    except Exception:  # the text is worth more than its table of contents
        return {}
    return found


def _date(value: str) -> str:
    """`D:20240305101112` -> `2024-03-05`."""
    digits = value.removeprefix("D:")[:8]
    return (
        f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdigit() and len(digits) == 8 else ""
    )


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    _limit_memory()
    sys.stdout.buffer.write(json.dumps(_read(sys.stdin.buffer.read())).encode())
