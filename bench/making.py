"""Files of other kinds, made here in our own words, for tests and measurements."""

import io
import json
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any


def pdf(pages: Sequence[Sequence[str]], titles: Sequence[tuple[str, int]] = ()) -> bytes:
    """With lines of text; `titles` are bookmarks and their pages, from 0."""
    count = len(pages)
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(count))
    codes = sorted({code for lines in pages for line in lines for code in _codes(line)})
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(codes)} beginbfchar {' '.join(f'<{c}> <{c}>' for c in codes)} endbfchar "
        "endcmap end end"
    )
    first = 6 + 2 * count
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R /Outlines {first} 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: _stream(to_unicode),
    }
    for n, lines in enumerate(pages):
        shown = " ".join(f"<{''.join(_codes(line))}> Tj 0 -20 Td" for line in lines)
        objects[6 + 2 * n] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {7 + 2 * n} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects[7 + 2 * n] = _stream(f"BT /F 12 Tf 50 750 Td {shown} ET")
    last = first + len(titles)
    objects[first] = (
        f"<< /Type /Outlines /First {first + 1} 0 R /Last {last} 0 R >>" if titles else "<< >>"
    )
    for n, (title, page) in enumerate(titles, start=first + 1):
        after = f"/Next {n + 1} 0 R" if n < last else ""
        objects[n] = (
            f"<< /Title <feff{title.encode('utf-16-be').hex()}> /Parent {first} 0 R {after} "
            f"/Dest [{6 + 2 * page} 0 R /Fit] >>"
        )
    return _file(objects)


def _codes(line: str) -> list[str]:
    """Of its letters; a font that names all there are takes a reader .2 s a page."""
    return re.findall("....", line.encode("utf-16-be").hex())


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _file(objects: Mapping[int, str]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number in sorted(objects):
        places.append(len(out))
        out += f"{number} 0 obj\n{objects[number]}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    start = len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def epub(title: str, pages: Sequence[str]) -> bytes:
    """Pages are what stands in their bodies."""
    items = "".join(f'<item id="p{n}" href="t/{n}.xhtml"/>' for n in range(len(pages)))
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>{title}</dc:title><dc:language>ko</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="O/book.opf"/></rootfiles></container>'
    )
    files = {"META-INF/container.xml": container, "O/book.opf": package}
    for n, body in enumerate(pages):
        files[f"O/t/{n}.xhtml"] = f"<html><head><title>x</title></head><body>{body}</body></html>"
    return zipped({"mimetype": "application/epub+zip", **files})


def ipynb(cells: Sequence[tuple[str, str]]) -> bytes:
    """Pairs of kind and source."""
    made = [
        {"cell_type": kind, "source": source.splitlines(keepends=True)} for kind, source in cells
    ]
    return json.dumps({"cells": made, "nbformat": 4}).encode()


GARDEN = [
    ("Heading 1", "옥상 정원"),
    ("Normal", "토마토는 아침에 물을 준다."),
    ("Heading 2", "흙"),
    ("Normal", "상토와 펄라이트를 섞는다:"),
    ("List Bullet", "상토 일곱 홉"),
    ("List Bullet", "펄라이트 세 홉"),
]
_NEEDED = ("officeDocument", "core-properties", "styles", "numbering", "settings")
MONTHS = [("달", "심는 것"), ("사월", "상추")]


def docx(
    paragraphs: Sequence[tuple[str, str]] = GARDEN,
    rows: Sequence[tuple[str, str]] = MONTHS,
    keywords: str = "정원, 물주기",
) -> bytes:
    """Paragraphs are their styles and texts; a table stands below them."""
    from docx import Document

    document = Document()
    document.core_properties.keywords = keywords
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    table = document.add_table(len(rows), 2)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    _slim(document, {style for style, _ in paragraphs})
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _slim(document: Any, styles: Collection[str]) -> None:
    """Without the rest of the template: 800 kB of styles, a picture of the first page."""
    for style in list(document.styles):
        if style.name not in styles:
            style.delete()
    for related in (document.part.rels, document.part.package.rels):
        for name, relation in list(related.items()):
            if relation.reltype.rpartition("/")[2] not in _NEEDED:
                del related[name]


def as_kind(kind: str, title: str, sections: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A note of that kind, `.pdf` say: headings with the paragraphs below each."""
    apart = [f"## {head}\n\n" + "\n\n".join(texts) for head, texts in sections]
    html = "".join(
        f"<h2>{head}</h2>" + "".join(f"<p>{text}</p>" for text in texts) for head, texts in sections
    )
    markdown = f"# {title}\n\n" + "\n\n".join(apart)
    if kind == ".docx":
        parts = [[("Heading 2", h), *(("Normal", text) for text in texts)] for h, texts in sections]
        return docx([("Heading 1", title), *(part for own in parts for part in own)])
    rows = [f"{head},{' '.join(texts)}" for head, texts in sections]
    made: dict[str, str | bytes] = {
        ".html": f"<html><head><title>{title}</title></head><body>{html}</body></html>",
        ".org": f"#+TITLE: {title}\n{markdown.replace('## ', '** ')}",
        ".rst": markdown.replace("# ", ""),
        ".csv": "\n".join(["제목,내용", *rows]),
        ".ipynb": ipynb([("markdown", part) for part in apart]),
        ".epub": epub(title, [html]),
        ".zip": zipped({f"{title}.md": markdown}),
        ".pdf": pdf([[head, *texts] for head, texts in sections]),
    }
    content = made.get(".html" if kind == ".htm" else kind, markdown)
    return content.encode() if isinstance(content, str) else content
