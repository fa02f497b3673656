"""Front matter in its many forms, and names as people mean them."""

import pytest

from index.passages.chunks import split_note
from index.reading.names import plain_name
from index.reading.notes import Meta, read_note, split_number
from index.reading.reasons import told

ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\n---\ntitle: 늦게 시작\n---\n본문", Meta(None, None, "늦게 시작")),
        ('+++\ntitle = "강"\ntags = ["물", "길"]\ndate = 2023-04-05\n+++\n본문',
         Meta(None, None, "강", ("물", "길"), date="2023-04-05")),
        ("+++\n[taxonomies]\ntags = ['물']\n+++\n본문", Meta(None, None, "이름", ("물",))),
        ("---\ntags: 물 길\n---\n본문", Meta(None, None, "이름", ("물", "길"))),
        ("---\ntag:\n- 물\ncategories: [길]\n---\n본문", Meta(None, None, "이름", ("물", "길"))),
        ('---\ntags: ["#물/강", 길]\nTags: 배\n---\n본문',
         Meta(None, None, "이름", ("물/강", "길", "배"))),
        ("---\ndate: 2023-04-05 10:11\n---\n", Meta(None, None, "이름", date="2023-04-05 10:11")),
        ("---\ncreated: 2023-04-05T10:11:12+09:00\n---\n",
         Meta(None, None, "이름", date="2023-04-05T10:11:12+09:00")),
        ("---\ntitle:\ntags:\ndate: \n---\n본문", Meta(None, None, "이름")),
        ('---\ntitle: "강\\0물"\ntags: ["물\\ud800"]\n---\n본문',
         Meta(None, None, "강 물", ("물?",))),
        ('+++\ntitle = "강\\u0000물"\n+++\n본문', Meta(None, None, "강 물")),
        ("---\naliases: [개울, 내]\n---\n본문", Meta(None, None, "이름", aliases=("개울", "내"))),
        ("---\nalias: 개울\n---\n본문", Meta(None, None, "이름", aliases=("개울",))),
        ("# 이름\n\nTags: 물, 길\n생성일: 2023년 4월 5일\n\n본문",
         Meta(None, None, "이름", ("물", "길"), date="2023-04-05")),
        ("title:: 강\ntags:: 물\n\n- 본문", Meta(None, None, "강", ("물",))),
        ("태그:: 물\n작성일:: 2023-04-05\n\n본문",
         Meta(None, None, "이름", ("물",), date="2023-04-05")),
        ("#물 #길/산\n\n본문 `#아님` https://a.example/#아님 #3",
         Meta(None, None, "이름", ("물", "길/산"))),
    ],
)  # fmt: skip
def test_forms(text: str, expected: Meta) -> None:
    note = read_note("이름.md", text.encode())
    assert (note.meta, note.notices) == (expected, ()) or "본문" not in text
    assert note.meta == expected
    assert all("Tags" not in unit for chunk in split_note(note) for unit in chunk.units)


def test_what_no_yaml_reader_takes_is_read_line_by_line() -> None:
    note = read_note("a.md", "---\ntitle: [강] 물: 길\ntags: 물, 길\n---\n본문".encode())
    assert (note.meta.title, note.meta.tags) == ("[강] 물: 길", ("물", "길"))
    assert note.notices == (told("lines at", line=2),)


def test_a_sentence_between_rules_is_text() -> None:
    note = read_note("a.md", "---\n참고: 다리는 아직 못 건넌다.\n---\n\n본문".encode())
    assert [chunk.units for chunk in split_note(note)] == [["참고: 다리는 아직 못 건넌다.", "본문"]]


def test_aliases_are_searched() -> None:
    (chunk,) = split_note(read_note("a.md", "---\naliases: [개울]\n---\n물이다.".encode()))
    assert chunk.head == "개울"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, (None, name)) for name in ("2-phase commit", "5-tier 구조", "3.x 로", "802.3")),
        *((name, (None, name)) for name in ("2일차", "Day 07", "50% 할인", "아이템 3. 생성자")),
        ("4강. 함수", (4, "함수")),
        ("04-함수", (4, "함수")),
        ("Chapter 4 함수", (None, "Chapter 4 함수")),
    ],
)  # fmt: skip
def test_a_number_that_is_no_chapter(name: str, expected: tuple[int | None, str]) -> None:
    assert split_number(name) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("개발/자바.md", "# 1. 변수\n\n가\n\n# 2. 함수\n\n나", ("개발", None, "자바")),
        ("개발/자바.md", "# 1. 변수\n\n가", ("개발", None, "자바")),
        ("개발/자바.md", "# 첫 마당\n\n# 둘째 마당\n", ("개발", None, "자바")),
        ("개발/자바.md", "# 판\n\n## 17.4 봉인\n\n## 17.5 패턴\n", ("개발", None, "판")),
        ("개발/자바.md", "# 0.5 + 0.5\n\n하나다.", ("개발", None, "0.5 + 0.5")),
        ("개발/회의.md", "# 회의\n\n## 23.04.05 시작\n", ("개발", None, "회의")),
        ("개발/언어/자바.md", "글", ("언어", None, "자바")),
        (f"개발 {ID}/자바 {ID}.md", "글", ("개발", None, "자바")),
        (f"제목 없음 {ID}.md", "# 봄\n\n글", (None, None, "봄")),
    ],
)
def test_book_chapter_and_title(
    path: str, text: str, expected: tuple[str | None, int | None, str]
) -> None:
    meta = read_note(path, text.encode()).meta
    assert (meta.book, meta.chapter, meta.title) == expected


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2023-04-05", "2023-04-05"),
        ("23.4.5 모임", "2023-04-05"),
        ("2023년 4월 5일", "2023-04-05"),
        ("10.0.0.5", None),
        ("3.11.2", None),
        ("2023-13-05", None),
    ],
)
def test_the_day_in_a_name(name: str, date: str | None) -> None:
    assert read_note(f"{name}.md", "글".encode()).meta.date == date


def test_names_of_notion() -> None:
    assert plain_name(f"봄 {ID}") == "봄"
    assert plain_name(ID) == ID
    assert plain_name("\u1107\u1169\u11b7") == "봄"
