"""`galpi import`: from a blog listing to notes."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ListingError
from index.language import half
from index.reading.listing import Entry, import_listing, read_listing
from index.reading.notes import read_note

LISTING = """2024/02 3

줄서기, 작업 큐

파이썬 비동기 노트을 요약한 내용입니다. 작업을 뒤로 미루는 방법을 봅니다. \
큐가 있으면 요청이 쌓여도 버틸 수 있다. \
3.1 작업 큐 큐는 일을 순서대로 내보냄 3.1.1 우선순위를 정하는 기준 급한 일을 먼저 꺼냄 \
ex) 1.4.7.0은 알파, 파이썬 3.11 버전, 1(메이저).2(마이너) 3.2 재시도 실패하면 다시 ..

캐시: "언제" 버릴까

파이썬 비동기 노트을 요약한 내용입니다. 캐시는 오래되면 버려야 합니다. 12.1 만료 시간이 지..

맺음말

느린 책 읽기를 요약한 내용입니다. 끝까지 읽으면 남는다.
"""
QUEUE = "파이썬 비동기 노트/03-줄서기-작업-큐.md"
CACHE = "파이썬 비동기 노트/12-캐시-언제-버릴까.md"
CLOSING = "느린 책 읽기/맺음말.md"
QUEUE_NOTE = """---
book: 파이썬 비동기 노트
chapter: 3
title: 줄서기, 작업 큐
---

# 3장 줄서기, 작업 큐

작업을 뒤로 미루는 방법을 봅니다.
큐가 있으면 요청이 쌓여도 버틸 수 있다.

## 3.1 작업 큐

큐는 일을 순서대로 내보냄

### 3.1.1 우선순위를 정하는 기준

급한 일을 먼저 꺼냄 ex) 1.4.7.0은 알파, 파이썬 3.11 버전, 1(메이저).2(마이너)

## 3.2 재시도

실패하면 다시 …

> (목록에서 잘린 곳)
"""


def save(tmp_path: Path, text: str = LISTING) -> tuple[Path, Path]:
    """A listing in a file, and the folder for its notes, which does not exist yet."""
    source = tmp_path / "listing.txt"
    source.write_text(text, encoding="utf-8")
    return source, tmp_path / "notes"


def files(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def one(body: str) -> Entry:
    (entry,) = read_listing(f"제목\n\n책 이름을 요약한 내용입니다. {body}")
    return entry


def test_entries() -> None:
    queue, cache, closing = read_listing(LISTING)
    assert (queue.title, queue.book, queue.chapter) == (
        "줄서기, 작업 큐",
        "파이썬 비동기 노트",
        3,
    )
    assert queue.body.startswith("작업을 뒤로 미루는") and queue.body.endswith("다시 ..")
    assert cache == Entry(
        '캐시: "언제" 버릴까',
        "파이썬 비동기 노트",
        12,
        "캐시는 오래되면 버려야 합니다. 12.1 만료 시간이 지..",
    )
    assert closing == Entry("맺음말", "느린 책 읽기", None, "끝까지 읽으면 남는다.")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_and_decomposed_hangul_do_not_matter(newline: str) -> None:
    other = unicodedata.normalize("NFD", LISTING).replace("\n", newline)
    assert read_listing(other) == read_listing(LISTING)


@pytest.mark.parametrize(
    ("sentence", "book"),
    [
        ("러닝 리엑트을 요약한 내용입니다.", "러닝 리엑트"),
        ("Node.js 교과서를 요약한 내용입니다.", "Node.js 교과서"),
        ("『가을』을 요약한 내용입니다.", "가을"),
        ("운영체제에 대해 요약한 내용이다.", "운영체제"),
    ],
)
def test_book_is_what_stands_before_the_particle(sentence: str, book: str) -> None:
    assert read_listing(f"제목\n\n{sentence} 본문.") == [Entry("제목", book, None, "본문.")]


@pytest.mark.parametrize(
    ("body", "chapter"),
    [
        ("9.1 원칙 처음 9.1.1 파드 안 9.1.2 파드 밖 9.2 서비스 끝", 9),
        ("9.4 정책 이어서 9.5 메시 끝", 9),
        ("쿠버네티스 1.25 버전부터 바뀜", None),
        ("ex) 1.4.7.0은 알파, 1.1.1은 정식", None),
        ("1(메이저).2(마이너) 로 적음", None),
        ("평균 2.1 초, 크기 1.1 GB 그리고 v1.1 판", None),
        ("HTTP 1.1 은 오래됨 4.1 요청 보냄 4.2 응답 받음", 4),
    ],
)
def test_chapter_is_that_of_numbers_that_count_on(body: str, chapter: int | None) -> None:
    assert one(body).chapter == chapter


def test_notes_are_written(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    report = import_listing(source, notes)
    assert report.to_dict() == {"written": (QUEUE, CACHE, CLOSING), "unchanged": (), "kept": ()}
    assert files(notes) == sorted([QUEUE, CACHE, CLOSING])
    assert (notes / QUEUE).read_bytes().decode() == QUEUE_NOTE


def test_front_matter_holds_quotes_and_colons(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    import_listing(source, notes)
    for path, expected in [
        (CACHE, ("파이썬 비동기 노트", 12, '캐시: "언제" 버릴까')),
        (CLOSING, ("느린 책 읽기", None, "맺음말")),
    ]:
        written = read_note("x.md", (notes / path).read_bytes()).written
        assert (written.book, written.chapter, written.title) == expected


def test_second_import_writes_nothing(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    import_listing(source, notes)
    before = {path: (notes / path).stat().st_mtime_ns for path in files(notes)}
    report = import_listing(source, notes)
    assert report.to_dict() == {"written": (), "unchanged": (QUEUE, CACHE, CLOSING), "kept": ()}
    assert {path: (notes / path).stat().st_mtime_ns for path in files(notes)} == before


def test_edited_note_is_kept(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    import_listing(source, notes)
    (notes / QUEUE).write_text("고친 글\n", encoding="utf-8")
    report = import_listing(source, notes)
    assert (report.written, report.unchanged, report.kept) == ((), (CACHE, CLOSING), (QUEUE,))
    assert (notes / QUEUE).read_text(encoding="utf-8") == "고친 글\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("03-내 정리.md", b"text"),
        ("3장 큐.txt", b"text"),
        ("큐.md", b"---\nchapter: 3\n---\ntext"),
        ("03-broken.md", b"\0"),
    ],
)
def test_other_note_of_the_chapter_is_kept(tmp_path: Path, name: str, content: bytes) -> None:
    source, notes = save(tmp_path)
    own = notes / "파이썬 비동기 노트" / name
    own.parent.mkdir(parents=True)
    own.write_bytes(content)
    report = import_listing(source, notes)
    assert report.kept == (f"파이썬 비동기 노트/{name}",)
    assert report.written == (CACHE, CLOSING)
    assert own.read_bytes() == content


def test_two_posts_about_one_chapter_are_both_written(tmp_path: Path) -> None:
    posts = [f"{n}부\n\n책을 요약한 내용입니다. 3.{n} 절 글 3.{n + 1} 절 글" for n in (1, 2)]
    source, notes = save(tmp_path, "\n\n".join([*posts, posts[0]]))
    expected = ("책/03-1부.md", "책/03-2부.md")
    assert import_listing(source, notes).written == expected
    assert import_listing(source, notes).unchanged == expected


@pytest.mark.parametrize(
    ("title", "book", "path"),
    [
        ("../../밖", "../나가기", "나가기/밖.md"),
        ("/etc/passwd", "..", "_/etcpasswd.md"),
        ('a:b*c?"<>|\\d\u202e', ".숨김", "숨김/abcd.md"),
        ("???", "책", "책/_.md"),
        ("👍" * 90, "책", f"책/{'👍' * 60}.md"),
    ],
)
def test_names_stay_inside_the_notes_folder(
    tmp_path: Path, title: str, book: str, path: str
) -> None:
    source, notes = save(tmp_path, f"{title}\n\n{book}을 요약한 내용입니다. 글")
    assert import_listing(source, notes).written == (path,)
    assert files(tmp_path) == sorted(["listing.txt", f"notes/{path}"])


def test_link_out_of_the_notes_folder_is_refused(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    notes.mkdir()
    (tmp_path / "outside").mkdir()
    (notes / "느린 책 읽기").symlink_to(tmp_path / "outside")
    with pytest.raises(ListingError, match="느린 책 읽기 leads out of the notes folder"):
        import_listing(source, notes)
    assert files(tmp_path) == ["listing.txt"]


@settings(deadline=None)  # the first example loads the analyser
@given(st.text(st.sampled_from("가나다요라 .,12…ab(\n\u00a0")), st.sampled_from(["", "..", " ..."]))
def test_nothing_but_white_space_is_lost(
    tmp_path_factory: pytest.TempPathFactory, words: str, end: str
) -> None:
    words = re.sub(r"\n\s*\n", " ", words.strip())  # an empty line would end the summary
    body = f"처음 글이다. {words} 9.1 절 {words} 9.1.1 작은 절 {words} 9.2 다음 절 {words} 끝{end}"
    listing = f"제목\n\n책을 요약한 내용입니다. {body}"
    source, notes = save(tmp_path_factory.mktemp("all"), listing)
    (path,) = import_listing(source, notes).written
    _, _, note = (notes / path).read_text(encoding="utf-8").partition("제목\n\n")
    rest = re.sub(r"^#+ (?=\d)", "", note, flags=re.M).replace("> (목록에서 잘린 곳)", "")
    assert "".join(rest.split()) == re.sub(r"\.{2,}$", "…", "".join(body.split()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "no entry in 0 lines"),
        ("2024/02 3\n", "no entry in 1 lines"),
        ("제목\n\n그냥 글입니다.", "no entry in 3 lines"),
        ("책을 요약한 내용입니다. 제목 없음", "is followed by ''"),
        (f"{LISTING}\n여행기\n\n바다에 갔다.", "'여행기' is followed by '바다에 갔다.'"),
    ],
)
def test_what_is_no_listing_is_refused(tmp_path: Path, text: str, found: str) -> None:
    source, notes = save(tmp_path, text)
    with pytest.raises(ListingError) as error:
        import_listing(source, notes)
    message = str(error.value)
    assert message.startswith(f"{source}: ") and found in message and "\n" not in message
    assert not notes.exists()


def test_source_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\0\1\2")
    for source, reason in [
        (tmp_path / "missing.txt", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (binary, "is not text"),
    ]:
        with pytest.raises(ListingError) as error:
            import_listing(source, tmp_path / "notes")
        assert half(str(error.value), korean=False).startswith(f"{source}: {reason}")


def test_notes_folder_that_is_a_file(tmp_path: Path) -> None:
    source, _ = save(tmp_path)
    with pytest.raises(ListingError, match="cannot be written"):
        import_listing(source, source)


def test_note_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    queue = notes / QUEUE
    queue.with_name(f".{queue.name}.tmp").mkdir(parents=True)  # what is written first
    with pytest.raises(ListingError, match="cannot be written"):
        import_listing(source, notes)
    assert files(notes) == []


def test_cp949_listing_is_read(tmp_path: Path) -> None:
    source, notes = save(tmp_path)
    source.write_bytes(LISTING.encode("cp949"))
    assert import_listing(source, notes).written == (QUEUE, CACHE, CLOSING)
