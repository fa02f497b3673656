"""Bytes to text, and what a note says about itself."""

import codecs
import random

import pytest

from index.errors import NoteError
from index.language import half
from index.reading.headings import Heading
from index.reading.notes import Meta, read_note, split_number
from index.reading.reasons import told
from index.reading.text import decode

TEXT = "# 9장 네트워킹\r\n파드는 죽으면 다시 만들어진다.\r서비스\n"
NUL = half(told("nul"), korean=False)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32"),
        (TEXT.encode("cp949"), "cp949"),
        (TEXT.encode("johab"), "johab"),
        (TEXT.encode("iso2022_kr"), "iso2022_kr"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_decode(content: bytes, encoding: str) -> None:
    assert decode(content) == (TEXT, encoding)


def test_decode_of_nothing() -> None:
    assert decode(b"") == ("", "utf-8")
    assert decode(codecs.BOM_UTF8) == ("", "utf-8-sig")


def test_only_the_first_bom_is_removed() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a") == ("\ufeffa", "utf-8-sig")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a\0b", NUL),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", NUL),
        (codecs.BOM_UTF8 + b"a\xff", "begins as utf-8-sig but breaks at byte "),
        (codecs.BOM_UTF16_LE + b"a", "begins as utf-16 but breaks at byte "),
        ("日本語のノートです。".encode("shift_jis"), "is not UTF-8 text (byte 0 is not)"),
        ("abc Zürich café straße".encode("latin-1"), "is not UTF-8 text (byte 5 is not)"),
    ],
)
def test_what_is_not_text_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError) as error:
        decode(content)
    assert half(str(error.value), korean=False).startswith(reason)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("length", [20, 2_000])
def test_random_bytes_are_refused(seed: int, length: int) -> None:
    content = bytes(random.Random(seed).choices(range(1, 256), k=length))
    with pytest.raises(ValueError, match="no Korean encoding fits; save it as UTF-8"):
        decode(content)


def test_a_note_that_is_no_text_carries_path_and_reason() -> None:
    with pytest.raises(NoteError) as error:
        read_note("책/그림.md", b"\0")
    assert (error.value.path, error.value.reason) == ("책/그림.md", told("nul"))
    assert str(error.value) == f"책/그림.md: {told('nul')}"


def test_every_field_of_a_note() -> None:
    matter = (
        "---\nbook: 쿠버네티스 모범 사례\nchapter: 9\ntitle: 네트워킹\ntags: [k8s, 네트워크]\n"
        "url: https://example.org/9\ndate: 2024-01-05\nlang: ko\n---\n"
    )
    note = read_note("다른 책/3-이름.md", f"{matter}# 1장 제목\n본문\n".encode())
    meta = Meta(
        book="쿠버네티스 모범 사례",
        chapter=9,
        title="네트워킹",
        tags=("k8s", "네트워크"),
        url="https://example.org/9",
        date="2024-01-05",
        lang="ko",
    )
    assert (note.meta, note.written, note.notices) == (meta, meta, ())
    assert (note.path, note.encoding, note.body) == ("다른 책/3-이름.md", "utf-8", len(matter))
    assert note.headings == [Heading(1, "1장 제목", len(matter), len(matter) + 8)]
    assert note.text == f"{matter}# 1장 제목\n본문\n"


def test_a_legacy_encoding_is_reported() -> None:
    note = read_note("a.md", TEXT.encode("cp949"))
    assert (note.text, note.encoding) == (TEXT, "cp949")
    assert note.notices == (told("legacy", encoding="cp949"),)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("책/9-이름.md", "---\nchapter: 7\n---\n# 8장 제목\n6.1 절\n", ("책", 7, "제목")),
        ("책/9-이름.md", "# 8장 제목\n6.1 절\n", ("책", 8, "제목")),
        ("책/9-이름.md", "# 제목\n6.1 절\n", ("책", 9, "제목")),
        ("책/이름.md", "# 제목\n6.1 절\n", ("책", 6, "제목")),
        ("책/이름.md", "5.1 가\n6.1 나\n6.2 다\n", ("책", 6, "이름")),
        ("책/이름.md", "## 제목\n", ("책", None, "이름")),
        ("책/부/이름.md", "", ("부", None, "이름")),
        ("이름.md", "---\nbook: 적힌 책\n---\n", ("적힌 책", None, "이름")),
        ("9장.md", "# 9장\n", (None, 9, "9장")),
        ("이름.md", "---\ntitle: 적힌 제목\n---\n# 제목\n", (None, None, "적힌 제목")),
        # Decomposed, as macOS writes names.
        ("\u110e\u1162\u11a8/\u1100\u1161.md", "", ("책", None, "가")),
    ],
)
def test_what_is_missing_is_inferred(
    path: str, text: str, expected: tuple[str | None, int | None, str]
) -> None:
    meta = read_note(path, text.encode()).meta
    assert (meta.book, meta.chapter, meta.title) == expected


def test_written_is_what_the_text_itself_states() -> None:
    note = read_note("책/9-이름.md", "# 8장 제목\n".encode())
    assert note.written == Meta(book=None, chapter=8, title="제목")
    assert read_note("책/9-이름.md", b"").written == Meta(book=None, chapter=None, title="")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("09-네트워킹", (9, "네트워킹")),
        ("9장 네트워킹", (9, "네트워킹")),
        ("제9장 네트워킹", (9, "네트워킹")),
        ("3강. 배포", (3, "배포")),
        ("Chapter 9. Networking", (9, "Networking")),
        ("09 네트워킹", (9, "네트워킹")),
        ("9_a", (9, "a")),
        ("00-머리말", (0, "머리말")),
        ("10 tips", (None, "10 tips")),
        ("2024-01-05 일기", (None, "2024-01-05 일기")),
        ("1.2 버전", (None, "1.2 버전")),
        ("9장비", (None, "9장비")),
        ("이름", (None, "이름")),
    ],
)
def test_split_number(name: str, expected: tuple[int | None, str]) -> None:
    assert split_number(name) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_front_matter_with_any_newline(newline: str, bom: bytes) -> None:
    text = newline.join(["---", "book: 책", "...", "본문"])
    note = read_note("a.md", bom + text.encode())
    assert (note.meta.book, note.text[note.body :], note.notices) == ("책", "본문", ())


@pytest.mark.parametrize(
    ("matter", "body", "notice"),
    [
        ("---\nbook: [\n---\n", "본문", "is not valid YAML in line 3; ignored, please mend it"),
        ("---\nbook: \a\n---\n", "본문", "is not valid YAML; ignored, please mend it"),
        ('---\nbook: "\\UFFFFFFFF"\n---\n', "본문", "is not valid YAML; ignored, please mend it"),
        (f"---\n{'[' * 3_000}\n---\n", "본문", "is not valid YAML; ignored, please mend it"),
        ("---\n- a\n---\n", "---\n- a\n---\n본문", "is not `name: value` lines; read as text"),
        ("---\nbook: 책\n", "---\nbook: 책\n본문", "is never closed by a line ---; ignored"),
    ],
)
def test_broken_front_matter_is_told_and_the_body_still_read(
    matter: str, body: str, notice: str
) -> None:
    note = read_note("이름.md", f"{matter}본문".encode())
    (said,) = note.notices
    assert half(said, korean=False) == f"front matter {notice}"
    assert note.text[note.body :] == body
    assert note.meta == Meta(book=None, chapter=None, title="이름")


@pytest.mark.parametrize(
    "text", ["---\n---\n본문", "---\n# 없음\n---\n본문", "---\n본문\n", "--- a\n"]
)
def test_no_front_matter_is_nothing_to_tell(text: str) -> None:
    note = read_note("이름.md", text.encode())
    assert (note.meta, note.notices) == (Meta(book=None, chapter=None, title="이름"), ())


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("book: 1.10", Meta("1.10", None, "이름")),
        ("book: yes", Meta("yes", None, "이름")),
        ("book: ~", Meta("책", None, "이름")),
        ("book:", Meta("책", None, "이름")),
        ("book: [가, 나]", Meta("책", None, "이름")),
        ("book: {가: 나}", Meta("책", None, "이름")),
        ("chapter: 010", Meta("책", 10, "이름")),
        ("chapter: 9장", Meta("책", 9, "이름")),
        ("chapter: 9.5", Meta("책", None, "이름")),
        ("chapter: true", Meta("책", None, "이름")),
        ("chapter: 12345", Meta("책", None, "이름")),
        ("tags: 가, 나,", Meta("책", None, "이름", ("가", "나"))),
        ("tags: [가, ~, [나], 3]", Meta("책", None, "이름", ("가", "3"))),
        ("tags: {가: 나}", Meta("책", None, "이름")),
    ],
)
def test_values_are_taken_as_they_are_written(field: str, expected: Meta) -> None:
    assert read_note("책/이름.md", f"---\n{field}\n---\n".encode()).meta == expected


def bomb(first: str, level: str) -> str:
    """Nine lines that hold each other ten times: a billion values once they are expanded."""
    lines = [f"a0: &a0 {first}"]
    for n in range(9):
        lines.append(f"a{n + 1}: &a{n + 1} {level.format(', '.join([f'*a{n}'] * 10))}")
    return "\n".join([*lines, "book: *a9", "tags: {a: *a9}"])


@pytest.mark.parametrize(
    "yaml",
    [
        "book: !!python/object/apply:os.system ['exit 1']",
        "book: !!python/name:os.system",
        'chapter: !!int ""',
        "chapter: !!bool x",
        f"chapter: 0x{'f' * 5_000}",
        "date: !!timestamp",
        "book: &a [*a]",
        bomb("[x]", "[{}]"),
        bomb("{x: 1}", "{{<<: [{}]}}"),
        "? [a]\n: b",
    ],
    ids=lambda yaml: yaml[:20],
)
def test_hostile_yaml_is_harmless(yaml: str) -> None:
    note = read_note("이름.md", f"---\n{yaml}\n---\n본문".encode())
    assert note.meta == Meta(book=None, chapter=None, title="이름")
    assert note.text[note.body :] == "본문"


@pytest.mark.parametrize("text", ["", " \r\n\t", "---\nbook: 책\n---\n\n"])
def test_an_empty_note_is_told(text: str) -> None:
    notices = read_note("a.md", text.encode()).notices
    assert notices == (told("empty"),)


def test_text_that_cannot_be_stored_is_replaced() -> None:
    assert read_note("a.md", b'---\nbook: "\\ud800"\n---\n').meta.book == "?"
