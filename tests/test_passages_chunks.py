"""Chunks: where they lie in the source, and that nothing is lost."""

import codecs
import hashlib
import re
from dataclasses import replace
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.passages.chunks import Chunk, split_note
from index.passages.pieces import CHUNK_CHARS, WHOLE_CHARS
from index.passages.units import blocks, lists, outer, tables, units
from index.reading.notes import Note, read_note

_NEWLINE = re.compile(r"\r\n|\r|\n")

NOTE = """---
book: 모범 사례
---
머리말이다.

# 9장 네트워킹

## 9.1 원칙

- 파드는 죽는다.
  - 다시 산다.

## 9.2 빈 절
## 9.3 코드
```sh
# 주석
```
"""


def test_every_field() -> None:
    above = ("9장 네트워킹", "9.1 원칙")
    found = [replace(chunk, layout="") for chunk in split_note(read_note("a.md", NOTE.encode()))]
    assert found == [
        Chunk("머리말이다.", 20, 26, 4, 4, (), "네트워킹", "모범 사례"),
        Chunk(
            *("- 파드는 죽는다.\n  - 다시 산다.", 50, 71, 10, 11),
            *(above, "9장 네트워킹 › 9.1 원칙", "모범 사례"),
        ),
        Chunk(
            *("## 9.2 빈 절", 73, 83, 13, 13),
            *(("9장 네트워킹", "9.2 빈 절"), "9장 네트워킹 › 9.2 빈 절", "모범 사례"),
        ),
        Chunk(
            *("```sh\n# 주석\n```", 94, 108, 15, 17),
            *(("9장 네트워킹", "9.3 코드"), "9장 네트워킹 › 9.3 코드", "모범 사례"),
        ),
    ]


def test_links_and_an_empty_section_are_found_by_what_they_are() -> None:
    text = "# 강\n\n## 다리\n\n## 길\n\n- [지도](https://a.example)\n\n글이다.\n\n## 표\n\n[[표]]\n"
    found = [chunk.units for chunk in split_note(read_note("a.md", text.encode()))]
    assert found == [["## 다리"], ["글이다."], ["[[표]]"]]


def test_content_and_hash() -> None:
    chunk = Chunk("본문", 5, 7, 2, 2, ("제목",), "책 › 제목")
    assert chunk.content == "책 › 제목\n본문"
    assert chunk.hash == hashlib.sha256("\n책 › 제목\n본문".encode()).digest()


def test_the_parts_of_a_content() -> None:
    """What stands above the heading and between the units, the heading, the units."""
    text = "---\nbook: 책\n---\n# 강\n\n## 다리\n\n다리는 <b>길다</b>. 돌이다.\n\n- [ ] 배\n"
    (chunk,) = split_note(read_note("a.md", text.encode()))
    assert [" ".join(part.split()) for part in chunk.parts] == [
        *("책 › 강 › - [ ]", "다리", "다리는 길다 .", "돌이다.", "배")
    ]
    assert Chunk("…", 0, 1, 1, 1, (), "제목", "책").parts == ["책 › 제목\n…", ""]


def test_a_chunk_that_starts_inside_a_fence_knows_it() -> None:
    code = "print('파드는 죽으면 다시 만들어진다')\n" * 50
    chunks = split_note(read_note("a.md", f"~~~~py\n{code}~~~~\n\n- 하나\n- 둘\n".encode()))
    assert chunks[-1].text.endswith("~~~~\n\n- 하나\n- 둘")
    assert chunks[-1].units[-2:] == ["하나", "둘"]
    assert units(chunks[-1].text, chunks[-1].layout)[0].code


def test_a_nested_item_knows_the_one_above_it_in_the_chunk_before() -> None:
    items = "".join(
        f"  - {n}번째 노드는 서울 {n}구에 있고 매일 밤 백업을 받는다\n" for n in range(20)
    )
    text = f"# 배치\n\n- 한강 클러스터\n{items}- 낙동강 클러스터\n  - 하나뿐이다\n"
    chunks = split_note(read_note("a.md", text.encode()))
    assert len(chunks) > 2
    assert {chunk.headings for chunk in chunks[1:-1]} == {("배치", "한강 클러스터")}
    for chunk in chunks[1:-1]:
        ((above, start, end),) = outer(chunk.layout)
        assert text[chunk.start + start : chunk.start + end] == above == "한강 클러스터"
    assert chunks[-1].headings == ("배치",)
    assert outer(chunks[-1].layout) == ()
    assert chunks[-1].text.startswith("- 낙동강 클러스터")


def test_a_list_that_fits_is_never_cut_nor_apart_from_its_name() -> None:
    said = "비가 오래 오면 물이 넘친다. " * 18
    items = "".join(f"- {n}번째 둑은 흙으로 쌓고 돌을 덮는다\n" for n in range(12))
    steps = "".join(f"{n}. 흙을 파고 돌을 놓은 다음 물을 뺀다\n" for n in range(1, 31))
    for text in (items, steps):
        chunks = split_note(read_note("a.md", f"# 둑\n\n{said}\n\n쌓는 차례:\n\n{text}".encode()))
        assert [chunk.text for chunk in chunks] == [said.strip(), f"쌓는 차례:\n\n{text.strip()}"]


def test_a_row_knows_the_head_of_its_table_in_the_chunk_before() -> None:
    rows = "".join(f"| {n}번 노드 | 서울 {n}구에 있고 매일 밤 백업을 받는다 |\n" for n in range(40))
    text = f"# 배치\n\n| 노드 | 자리 |\n|---|---|\n{rows}"
    *_, last = split_note(read_note("a.md", text.encode()))
    ((above, start, end),) = outer(last.layout)
    assert text[last.start + start : last.start + end] == above == "| 노드 | 자리 |"


@pytest.mark.parametrize("text", ["", "\n \r\n\t", "---\nbook: 책\n---\n", "\u3000"])
def test_nothing_to_embed(text: str) -> None:
    assert split_note(read_note("a.md", text.encode())) == []


def test_a_note_without_headings() -> None:
    assert split_note(read_note("9-이름.md", "본문".encode())) == [
        Chunk("본문", 0, 2, 1, 1, (), "", "", "[[[0,2,-1,0]],[],[],[],[]]", "이름")
    ]


def test_a_sentence_is_kept_whole_where_there_is_room() -> None:
    sentence = "파드는 죽으면 다시 만들어진다. "  # 18 characters, 22 of them are 396
    chunks = split_note(read_note("a.md", (sentence * 30).encode()))
    assert [(chunk.start, chunk.end) for chunk in chunks] == [(0, 395), (396, 539)]


def test_paragraphs_share_a_chunk_up_to_its_size() -> None:
    text = "\n\n".join(["가" * 198, "나" * 198, "다" * 198])
    chunks = split_note(read_note("a.md", text.encode()))
    assert [(chunk.start, chunk.end) for chunk in chunks] == [(0, 398), (400, 598)]


def fence(code: str, length: int) -> str:
    """A closed fence of that many characters, its last newline included."""
    line = f"{code * 9}\n"
    inside = length - len("```\n```\n")
    return f"```\n{line * (inside // 10)}{code * (inside % 10 - 1)}\n```\n"


@given(st.lists(st.tuples(st.sampled_from([200, 395, 400, 401, 1_000]), st.booleans()), max_size=8))
@settings(deadline=None)
def test_a_fence_that_fits_is_never_cut(parts: list[tuple[int, bool]]) -> None:
    """Whether it follows a paragraph or another fence; and an answer may show it whole."""
    fences = [fence(chr(ord("a") + n), length) for n, (length, _) in enumerate(parts)]
    text = "".join(
        "문단이다. " * 50 + "\n" + code if paragraph else code
        for code, (_, paragraph) in zip(fences, parts, strict=True)
    )
    chunks = [chunk.text for chunk in split_note(read_note("a.md", text.encode()))]
    assert [len(code) for code in fences] == [length for length, _ in parts]
    for code in fences:
        assert sum(code.strip() in chunk for chunk in chunks) == 1


@pytest.mark.parametrize("end", ["```\n", ""])
def test_a_fence_that_does_not_fit_is_cut_between_lines(end: str) -> None:
    text = "```\n" + "code line\n" * 120 + end
    chunks = split_note(read_note("a.md", text.encode()))
    assert [len(chunk.text) for chunk in chunks] == [393, 399, 399, len(text.strip()) - 1194]


WORDS = st.text(
    st.sampled_from("가나다 힣 abc 1.2 - | # ` ~ \t\u3000\u2028\x0b다.요.\"'*_👩‍👩‍👧‍👦é🇰🇷"),
    max_size=60,
)
BLOCKS = st.one_of(
    WORDS,
    st.builds("{} {}".format, st.sampled_from(["#", "##", "######", "9.1", "9.1.2"]), WORDS),
    st.builds("{}\n{}\n{}".format, st.sampled_from(["```", "~~~ sh", "````"]), WORDS,
              st.sampled_from(["```", "~~~", "````", ""])),
    st.builds("- {}\n  - {}\n    1. {}".format, WORDS, WORDS, WORDS),
    st.builds("| {} | {} |\n|---|---|\n| {} | 나 |".format, WORDS, WORDS, WORDS),
    st.builds(lambda words, times: words * times, WORDS, st.integers(10, 60)),
)  # fmt: skip
MATTER = st.sampled_from(
    ["", "---\nbook: 책\ntitle: 제목\n---\n", "---\nbook: [\n---\n", "---\nbook: 책\n", "---\n"]
)
NOTES = st.builds(lambda matter, blocks, gap: matter + gap.join(blocks), MATTER,
                  st.lists(BLOCKS, max_size=8), st.sampled_from(["\n", "\n\n"]))  # fmt: skip


def line_of(source: str, place: int) -> int:
    return 1 + len(_NEWLINE.findall(source[:place]))


def lost(note: Note, chunks: list[Chunk]) -> str:
    """Letters neither in a heading nor in front matter, and in no chunk, that are read as text."""
    kept = list(note.text)
    for start, end in [
        (0, note.body),
        *((heading.start, heading.end) for heading in note.headings),
        *((chunk.start, chunk.end) for chunk in chunks),
    ]:
        kept[start:end] = " " * (end - start)
    leaves = [kept[leaf.start : leaf.end] for leaf in note.outline.leaves]
    return "".join(letter for leaf in leaves for letter in leaf if letter.isalnum())


@settings(deadline=None, max_examples=300)
@given(
    NOTES,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from([b"", codecs.BOM_UTF8]),
)
@example("", "\n", "NFC", b"")
@example("", "\n", "NFC", codecs.BOM_UTF8)
@example("가" * 5_000, "\n", "NFD", b"")
@example("👩‍👩‍👧‍👦" * 500, "\n", "NFC", b"")
@example("```\n" + "코드\n" * 500, "\r", "NFC", b"")
def test_chunks_lie_where_they_say(
    text: str, newline: str, form: Literal["NFC", "NFD"], bom: bytes
) -> None:
    source = normalize(form, text).replace("\n", newline)
    note = read_note("책/9-이름.md", bom + source.encode())
    chunks = split_note(note)
    assert note.text == source
    for chunk in chunks:
        assert source[chunk.start : chunk.end] == chunk.text == chunk.text.strip() != ""
        whole = any([*kind(chunk.text, chunk.layout)] for kind in (blocks, tables, lists))
        assert len(chunk.text) <= (WHOLE_CHARS if whole else CHUNK_CHARS)
        assert chunk.line == line_of(source, chunk.start)
        assert chunk.end_line == line_of(source, chunk.end)
    ends = [note.body, *(chunk.end for chunk in chunks)]
    assert all(end <= chunk.start for end, chunk in zip(ends, chunks, strict=False))
    assert lost(note, chunks) == ""
