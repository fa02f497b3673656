"""Every kind of file: the right sections, units, dates and places, and what is broken is told."""

import time
from pathlib import Path

import pytest
from conftest import ToyModel, rows_of, write_notes

from bench.making import docx, epub, ipynb, pdf, zipped
from index.errors import NoteError
from index.passages.chunks import split_note
from index.passages.units import under, units
from index.reading.notes import Note, read_note
from index.store import Store
from index.store.sync import sync
from qa.filters import Filters
from qa.search import Searcher
from qa.source import read_source


def said(note: Note) -> list[tuple[tuple[str, ...], list[str]]]:
    """Headings and units of each chunk, each unit behind what it stands under."""
    found = []
    for chunk in split_note(note):
        assert note.text[chunk.start : chunk.end] == chunk.text
        own = units(chunk.text, chunk.layout)
        texts = [
            " < ".join([unit.of(chunk.text), *reversed(under(chunk.text, own, place))])
            for place, unit in enumerate(own)
        ]
        found.append((chunk.headings, texts))
    return found


PAGE = """<!DOCTYPE html><html><head><title>새벽 배송 - velog</title>
<meta name="keywords" content="물류, 냉장"><style>p { color: red }</style></head>
<body><nav><a href="/">처음</a></nav><article>
<h2>상자 <b>온도</b></h2><p>상자 안은 <strong>4도</strong>로 둔다.<br>얼음은 두 장 넣는다.</p>
<ul><li>얼음 팩<ul><li>작은 것</li></ul></li><li>덮개</li></ul>
<h2>시간표</h2>
<table><tr><th>동네</th><th>도착</th></tr><tr><td>성수</td><td>다섯 시</td></tr></table>
<pre><code>pack --ice 2
ship</code></pre><time datetime="2023-11-02T09:00">11월</time>
<script>alert("성수는 여섯 시")</script></article><footer>바닥글</footer></body></html>"""


def test_a_web_page() -> None:
    note = read_note("물류/새벽.html", PAGE.encode())
    assert (note.text, note.extracted) == (PAGE, False)
    assert (note.meta.title, note.meta.tags) == ("새벽 배송", ("물류", "냉장"))
    assert (note.meta.book, note.meta.date) == ("물류", "2023-11-02T09:00")
    assert said(note) == [
        (
            ("상자 온도",),
            [
                *("상자 안은 <strong>4도</strong>로 둔다.", "얼음은 두 장 넣는다."),
                *("얼음 팩", "작은 것 < 얼음 팩", "덮개"),
            ],
        ),
        (
            ("시간표",),
            [
                *("동네", "도착 < 동네", "성수 < 동네", "다섯 시 < 성수 < 동네"),
                *("pack --ice 2", "ship", "11월"),
            ],
        ),
    ]


def test_a_notebook() -> None:
    cells = [
        ("markdown", "# 표본 뽑기\n\n씨앗은 11로 고정한다."),
        ("code", "# 뽑는다\nrng.choice(n)"),
        ("raw", ""),
        ("markdown", "결과는 고르다."),
    ]
    note = read_note("통계/표본.ipynb", ipynb(cells))
    assert (note.extracted, note.meta.title) == (True, "표본 뽑기")
    assert said(note) == [
        (("표본 뽑기", "셀 1 · cell 1"), ["씨앗은 11로 고정한다."]),
        (("표본 뽑기", "셀 2 · cell 2"), ["# 뽑는다", "rng.choice(n)"]),
        (("표본 뽑기", "셀 4 · cell 4"), ["결과는 고르다."]),
    ]


def test_a_pdf() -> None:
    pages = [
        [
            "등대 안내",
            "2장 렌즈",
            "렌즈는 보름마다 마른 천으로 닦고 때를 지운",
            "다. 장갑을 낀다.",
            "1",
        ],
        ["등대 안내", "• 전구는 예비로 여섯 개 둔다", "안개가 끼면 종을 친다.", "2"],
        ["등대 안내", "열쇠는 두 벌이다.", "3"],
    ]
    note = read_note("섬/등대.pdf", pdf(pages, [("2장 렌즈", 0)]))
    assert (note.extracted, note.encoding) == (True, "pdf")
    assert said(note) == [
        (
            ("2장 렌즈", "1쪽 · p. 1"),
            ["렌즈는 보름마다 마른 천으로 닦고 때를 지운 다.", "장갑을 낀다."],
        ),
        (("2장 렌즈", "2쪽 · p. 2"), ["전구는 예비로 여섯 개 둔다", "안개가 끼면 종을 친다."]),
        (("2장 렌즈", "3쪽 · p. 3"), ["열쇠는 두 벌이다."]),
    ]


def test_a_word_document() -> None:
    note = read_note("집/정원.docx", docx())
    assert (note.meta.title, note.meta.tags) == ("옥상 정원", ("정원", "물주기"))
    assert said(note) == [
        (("옥상 정원",), ["토마토는 아침에 물을 준다."]),
        (
            ("옥상 정원", "흙"),
            [
                "상토와 펄라이트를 섞는다:",
                *(
                    "상토 일곱 홉 < 상토와 펄라이트를 섞는다",
                    "펄라이트 세 홉 < 상토와 펄라이트를 섞는다",
                ),
                *("달 | 심는 것", "사월 | 상추 < 달 | 심는 것"),
            ],
        ),
    ]


def test_an_epub() -> None:
    pages = ["<h1>빵</h1><p>반죽은 <i>밤새</i> 둔다.</p>", "<p>오븐은 230도로 데운다.</p>"]
    note = read_note("부엌/빵.epub", epub("빵 굽기", pages))
    assert (note.meta.title, note.meta.lang) == ("빵 굽기", "ko")
    assert said(note) == [
        (("빵",), ["반죽은 밤새 둔다."]),
        (("빵", "2부 · part 2"), ["오븐은 230도로 데운다."]),
    ]


ORG = """#+TITLE: 자전거
#+FILETAGS: :정비:바퀴:
* TODO 바람 넣기 :도로:
:PROPERTIES:
:ID: 77
:END:
앞바퀴는 6바로 넣는다.
# 고칠 것
- 펌프
  - 게이지
** 사슬
#+BEGIN_SRC sh
* oil
#+END_SRC
| 부품 | 값 |
|---+---|
| 사슬 | 3만 |
"""


def test_org() -> None:
    note = read_note("취미/자전거.org", ORG.encode())
    assert (note.meta.title, note.meta.tags) == ("자전거", ("정비", "바퀴", "도로"))
    assert said(note) == [
        (("바람 넣기",), ["앞바퀴는 6바로 넣는다.", "펌프", "게이지 < 펌프"]),
        (("바람 넣기", "사슬"), ["* oil", "부품 | 값", "사슬 | 3만"]),
    ]


RST = """==========
 큰 시계
==========

.. _tower:

태엽은 사흘마다 감는다.

.. note:: 장갑을 낀다.

톱니
----

.. code-block:: sh
   :linenos:

   wind --days 3

.. 숨긴 말

기름은 아래처럼::

   oil 2
"""


def test_rst() -> None:
    note = read_note("탑/시계.rst", RST.encode())
    assert note.meta.title == "큰 시계"
    assert said(note) == [
        (("큰 시계",), ["태엽은 사흘마다 감는다.", "장갑을 낀다."]),
        (("큰 시계", "톱니"), ["wind --days 3", "기름은 아래처럼::", "oil 2 < 기름은 아래처럼"]),
    ]


NOTION = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


def test_a_notion_export() -> None:
    inner = zipped(
        {
            f"연습 {NOTION}.md": "# 연습\n\nTags: 기타, 코드\n\n매일 열 마디를 친다.\n",
            f"연습 {NOTION}/곡 {NOTION}.md": "[](%EC%97%B0%EC%8A%B5%20"
            + NOTION
            + ".md) 뒤에 친다.",
            f"곡 목록 {NOTION}.csv": '이름,빠르기\n"봄, 둘째",96\n',
            f"곡 목록 {NOTION}_all.csv": "이름\n",
        }
    )
    note = read_note("음악/Export-77.zip", zipped({"Part-1.zip": inner}))
    assert note.extracted
    assert said(note) == [
        (("연습",), ["매일 열 마디를 친다."]),
        (("곡",), ["[연습](연습) 뒤에 친다."]),
        (("곡 목록",), ["이름 | 빠르기", "봄, 둘째 | 96 < 이름 | 빠르기"]),
    ]


def test_a_table_of_notion() -> None:
    note = read_note(f"음악/곡 목록 {NOTION}.csv", "이름,빠르기\n봄,96\n".encode())
    assert note.meta.title == "곡 목록"
    assert said(note) == [((), ["이름,빠르기", "봄,96 < 이름,빠르기"])]


def bomb() -> bytes:
    """300 MB of nothing."""
    return zipped({"META-INF/container.xml": b"\0" * 300_000_000})


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.4\n1 0 obj <<", "cannot be read as PDF"),
        ("a.pdf", b"", "cannot be read as PDF"),
        ("a.pdf", pdf([[]]), "has no text, only pictures of it"),
        ("a.docx", b"PK\3\4", "is broken or locked"),
        ("a.docx", zipped({"a": "b"}), "is no Word document"),
        ("a.epub", zipped({"a": "b"}), "is no EPUB"),
        ("a.epub", b"", "is broken or locked"),
        ("a.ipynb", b"{}", "is no Jupyter notebook"),
        ("a.ipynb", b'{"cells": [3]}', "is no Jupyter notebook"),
        ("Export-1.zip", zipped({"a.txt": "b"}), "holds no page of Notion"),
    ],
)
def test_what_is_broken_is_told(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(NoteError, match=reason):
        read_note(name, content)


@pytest.mark.parametrize("name", ["a.epub", "a.docx"])
def test_a_bomb_is_not_unpacked(name: str) -> None:
    content, began = bomb(), time.monotonic()
    with pytest.raises(NoteError, match="unpacks to more than is read"):
        read_note(name, content)
    assert time.monotonic() - began < 10


def test_a_pdf_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.reading.pdf.SECONDS", 0.01)
    with pytest.raises(NoteError, match="cannot be read as PDF .no end after 0.01 s"):
        read_note("a.pdf", pdf([["등대"]]))


def test_a_pdf_read_in_a_folder_of_programs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of which none is run, though its name be that of a module."""
    (tmp_path / "json.py").write_text("raise SystemExit('not asked')", encoding="ascii")
    monkeypatch.chdir(tmp_path)
    assert read_note("a.pdf", pdf([["등대"]])).text == "등대"


def test_a_locked_archive() -> None:
    content = bytearray(zipped({"META-INF/container.xml": "x"}))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + place] |= 1
    with pytest.raises(NoteError, match="is broken or locked"):
        read_note("a.epub", bytes(content))


def test_text_that_was_taken_out_is_kept_in_the_store(
    notes: Path, store: Store, toy: ToyModel
) -> None:
    write_notes(notes, {"a.ipynb": ipynb([("markdown", "파드는 죽는다.")]), "b.md": "파드"})
    report = sync(notes, store, toy)
    assert (report.added, report.failed) == (("a.ipynb", "b.md"), ())
    rows = rows_of(store, "SELECT path, source FROM notes ORDER BY path")
    assert rows == [("a.ipynb", "파드는 죽는다."), ("b.md", None)]
    found = Searcher(notes, store, toy).search("파드", 2, Filters())
    (hit,) = [hit for hit in found if hit.path == "a.ipynb"]
    assert hit.headings == ("셀 1 · cell 1",)
    assert read_source(notes, hit, store) == "파드는 죽는다."
