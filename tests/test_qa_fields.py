"""What a note says of itself: asked for, quoted where it stands, and else never quoted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import write_notes

from index.reading.fields import fields_of
from qa import Notebook
from qa.days import asked_day, asks_anything, heading_day
from qa.wanted import wanted

NOTES = {
    "바다/조류.md": "---\ntitle: 밀물과 썰물\ndate: 2023-07-08\ntags: [바다, 달]\n난이도: 중\n"
    "url: https://tide.example/1\nauthor: 이파도\naliases: [물때 읽기]\n"
    "---\n\n밀물은 하루에 두 번 든다.\n",
    "별자리 입문/03-겨울.md":
    "---\r\ntags:\r\n  - 오리온\r\n  - 겨울\r\nupdated: 2024-01-02\r\n---\r\n"
    "# 3장 겨울 하늘\r\n\r\n오리온은 남쪽에 뜬다.\r\n",
    "망/격리 수준.md": "# 격리 수준\n\nCreated: May 6, 2022\nTags: db\n\n기본값은 반복 읽기다.\n",
    "일지/2024-05-06.md": "# 2024-05-06\n\n## 오늘 배운 것\n\n매듭은 두 번 감는다.\n",
    "일지/2024-05-07.md": "# 2024-05-07\n\n## 오늘 배운 것\n\n노는 어깨 너비로 잡는다.\n",
    "배/밧줄 1.md": "---\ntags: [밧줄]\nkeywords: [매듭 법]\n---\n밧줄은 그늘에 말린다.\n",
    "배/밧줄 2.md": "---\ntags: 매듭법/기초\n---\n밧줄은 한 번 꼰다.\n",
    "배/밧줄 3.md": "밧줄은 #매듭법 으로 잇는다.\n",
    "배/돛대.md": "# 돛대\n\n태그: #나무\n최종 수정: 2022-08-09\n\n돛대는 곧은 나무로 세운다.\n",
    "배/돛 접기.md": "바람을 등지고 아래에서 위로 만다.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    folder = tmp_path_factory.mktemp("fields") / "notes"
    write_notes(folder, NOTES)
    with closing(Notebook.open(folder)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "path", "line", "quoted"),
    [
        ("밀물과 썰물 노트 언제 썼어?", "바다/조류.md", 3, "date: 2023-07-08"),
        ("밀물과 썰물에 대해 정리한 노트는 언제 쓴 거지?", "바다/조류.md", 3, "date: 2023-07-08"),
        ("밀물과 썰물은 언제 정리했지?", "바다/조류.md", 3, "date: 2023-07-08"),
        ("조류 노트의 난이도는?", "바다/조류.md", 5, "난이도: 중"),
        ("조류 글 출처 링크 알려줘", "바다/조류.md", 6, "url: https://tide.example/1"),
        ("물때 읽기 노트 태그", "바다/조류.md", 4, "tags: [바다, 달]"),
        ("밀물과 썰물 노트는 누가 썼어?", "바다/조류.md", 7, "author: 이파도"),
        ("별자리 입문 3장 노트는 무슨 태그야?", "별자리 입문/03-겨울.md", 2,
         "tags:\r\n  - 오리온\r\n  - 겨울"),
        ("겨울 하늘 노트 언제 마지막으로 고쳤어?", "별자리 입문/03-겨울.md", 5,
         "updated: 2024-01-02"),
        ("겨울 하늘 노트 수정은 언제 했더라", "별자리 입문/03-겨울.md", 5, "updated: 2024-01-02"),
        ("겨울 하늘 노트 마지막 편집은?", "별자리 입문/03-겨울.md", 5, "updated: 2024-01-02"),
        ("겨울 하늘 노트를 가장 최근에 갱신한 날짜", "별자리 입문/03-겨울.md", 5,
         "updated: 2024-01-02"),
        ("밀물과 썰물 노트 맨 처음 언제 썼지?", "바다/조류.md", 3, "date: 2023-07-08"),
        ("밀물과 썰물 정리한 날짜는?", "바다/조류.md", 3, "date: 2023-07-08"),
        ("밀물과 썰물 노트에 태그 뭐 달았지?", "바다/조류.md", 4, "tags: [바다, 달]"),
        ("돛대 노트 언제 고쳤지?", "배/돛대.md", 4, "최종 수정: 2022-08-09"),
        ("돛대 노트 최종 수정일", "배/돛대.md", 4, "최종 수정: 2022-08-09"),
        ("when did I write the isolation note?", "망/격리 수준.md", 3, "Created: May 6, 2022"),
        ("What tags does the isolation note have?", "망/격리 수준.md", 4, "Tags: db"),
    ],
)  # fmt: skip
def test_a_field(notebook: Notebook, question: str, path: str, line: int, quoted: str) -> None:
    answer = notebook.ask(question)
    (span,) = answer.spans
    (citation,) = answer.citations
    assert (span.text, citation.path, citation.line) == (quoted, path, line)
    assert NOTES[path][span.start : span.end] == quoted
    assert notebook.source(answer.hits[0]) == NOTES[path]


def test_a_field_of_what_was_asked_before(notebook: Notebook) -> None:
    answer = notebook.ask("태그는?", history=["밀물과 썰물 노트 언제 썼어?"])
    assert answer.text == "tags: [바다, 달]"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("바다 태그 붙은 노트 뭐 있어?", ["tags: [바다, 달]"]),
        ("내 노트 중에 '달'이라는 태그가 달린 글 알려줘", ["tags: [바다, 달]"]),
        ("#오리온 태그 노트 보여줘", ["tags:\r\n  - 오리온\r\n  - 겨울"]),
        ("태그가 겨울인 노트는?", ["tags:\r\n  - 오리온\r\n  - 겨울"]),
        ("notes tagged DB", ["Tags: db"]),
        ("Which notes have the tag db?", ["Tags: db"]),
        ("show me notes with the db tag", ["Tags: db"]),
        ("매듭법 태그 있는 노트 알려줘", ["keywords: [매듭 법]", "tags: 매듭법/기초"]),
    ],
)  # fmt: skip
def test_notes_of_a_tag(notebook: Notebook, question: str, expected: list[str]) -> None:
    answer = notebook.ask(question)
    assert [span.text for span in answer.spans] == expected
    assert answer.confidence == 1
    for span, hit in zip(answer.spans, answer.hits, strict=True):
        assert NOTES[hit.path][span.start : span.end] == span.text


@pytest.mark.parametrize(
    "question",
    [
        "조류 태그 붙은 노트 뭐 있어?",  # the name of a note, and no tag
        "바다 태그 없는 노트는?",
        "바다 태그가 안 붙은 노트 알려줘",
        "밀물과 썰물 태그 달린 노트에서 오리온은?",
        "notes tagged isolation",
    ],
)
def test_no_tags_of_a_note_where_notes_are_asked_for(notebook: Notebook, question: str) -> None:
    assert not any("ags:" in span.text for span in notebook.ask(question).spans)


@pytest.mark.parametrize(
    "question",
    ["바다 태그 노트 언제 썼어?", "바다 태그 노트의 태그는?", "what is the db note tagged with?"],
)
def test_a_note_that_is_called_a_tag(question: str) -> None:
    asks = wanted(question)
    assert asks and not asks.tagged


DATELESS = {
    "물레.md": "# 물레\n\n2015년에 물레를 새로 들였다. 물레는 발로 돌린다.\n",
    "가마.md": "# 가마\n\n2023.05.04 작성\n\n- 벽돌\n- 흙\n",
    "유약.md": "# 유약\n\n수정일: 2023년 9월 1일 오후 3:10\n\n유약은 재로 만든다.\n",
    "흙.md": "---\ndate: 2023-06-01\n---\n흙을 사흘 재운다.\n\n- 2023.6.2 보고서 작성\n",
    "손잡이.html": "<p>2023.7.8 (토) 정리</p><p>손잡이는 나중에 붙인다.</p>",
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("물레 노트 언제 썼어?", ""),
        ("물레 노트는 언제 마지막으로 고쳤지?", ""),
        ("물레 글 작성일은?", ""),
        ("When was the 물레 note written?", ""),
        ("가마 노트 언제 썼어?", "2023.05.04 작성"),
        ("가마 노트 언제 고쳤어?", ""),
        ("유약 노트 마지막 업데이트 언제야?", "수정일: 2023년 9월 1일 오후 3:10"),
        ("유약 노트 언제 썼어?", ""),
        ("흙 노트 최근 수정 언제", ""),
        ("손잡이 노트는 언제 정리했더라?", "2023.7.8 (토) 정리"),
        ("화로 노트 최종 수정일은?", ""),
        ("물레 노트에서 물레를 언제 새로 들였어?", "2015년에 물레를 새로 들였다."),
        ("물레는 언제 새로 들였어?", "2015년에 물레를 새로 들였다."),
    ],
)
def test_when_a_note_was_written_is_no_date_in_it(
    tmp_path: Path, question: str, expected: str
) -> None:
    write_notes(tmp_path / "notes", DATELESS)
    with closing(Notebook.open(tmp_path / "notes")) as pots:
        answer = pots.ask(question)
        assert (answer.text, answer.found) == (expected, bool(expected))
        assert answer.hits and (answer.found or answer.confidence < 0.5)


def test_no_date_of_another_note_in_a_follow_up(tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", DATELESS)
    with closing(Notebook.open(tmp_path / "notes")) as pots:
        assert not pots.ask("마지막 수정은?", history=["흙 노트 언제 썼어?"]).found


@pytest.mark.parametrize("question", ["시안 문서는 언제 작성하나?", "시안 문서 갱신은 언제 하나?"])
def test_when_something_is_written_as_a_rule(question: str) -> None:
    asks = wanted(question)
    assert asks and not asks.when


@pytest.mark.parametrize(
    "question",
    ["밀물은 하루에 몇 번 드나?", "기본값은?", "돛 접기 노트 언제 썼어?", "오리온은 언제 뜨나?"],
)
def test_no_field_unless_it_is_asked_for(notebook: Notebook, question: str) -> None:
    answer = notebook.ask(question)
    assert not any(":" in span.text for span in answer.spans)


@pytest.mark.parametrize(
    "question",
    [
        "깃 태그는 무엇인가?",
        "인덱스는 언제 만드나?",
        "토큰 갱신은 언제 했나?",
        "HTML 링크는 어떻게 쓰나?",
        "when is a pod created?",
    ],
)
def test_other_questions(question: str) -> None:
    assert wanted(question) is None


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.md", '---\n"이름": 가\nlist: [\n  1,\n  2]\n# 말\nempty:\n---\nb: c',
         {"이름": '"이름": 가', "list": "list: [\n  1,\n  2]"}),
        ("a.md", "+++\ndate = 2024-01-02\n[extra]\nby = 'x'\n+++\n",
         {"date": "date = 2024-01-02", "by": "by = 'x'"}),
        ("a.md", "- title:: 가\n  tags:: 나\n- 다", {"title": "title:: 가", "tags": "tags:: 나"}),
        ("a.org", "#+DATE: 2024\n* 가", {"date": "#+DATE: 2024"}),
        ("a.rst", "가\n==\n\n:Author: 나", {"author": ":Author: 나"}),
        ("a.html", '<meta name="keywords" content="가, 나"><time datetime="2024-01-02">',
         {"keywords": "가, 나", "date": "2024-01-02"}),
        ("a.md", "title: 가\n\n나", {}),
    ],
)  # fmt: skip
def test_where_fields_stand(path: str, text: str, expected: dict[str, str]) -> None:
    assert {name: text[a:b] for name, (a, b) in fields_of(path, text).items()} == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("5월 6일에 오늘 배운 것은?", ("-05-06", "오늘 배운 것은?")),
        ("2024년 5월 6일의 일은?", ("2024-05-06", "일은?")),
        ("2024-05-06에 배운 것", ("2024-05-06", "배운 것")),
        ("what did I learn on May 6, 2024?", ("2024-05-06", "what did I learn?")),
        ("6/27에 매듭은?", ("-06-27", "매듭은?")),
        ("TIL 6/27", ("-06-27", "TIL")),
        ("25년 6월 27일 회고", ("2025-06-27", "회고")),
        ("25/6/27 일지", ("2025-06-27", "일지")),
        ("7월 8일자 회고", ("-07-08", "회고")),
        ("3.11 버전은?", None),
        ("3/4의 뜻은?", None),
        ("1/2 지점에서 돛을 접나?", None),
        ("24/7 일지는?", None),
        ("a/6/27 일지는?", None),
        ("13월 2일의 일은?", None),
        ("192.168.10.1은 무엇인가?", None),
    ],
)
def test_a_day_in_a_question(question: str, expected: tuple[str, str] | None) -> None:
    assert asked_day(question) == expected


@pytest.mark.parametrize(
    ("headings", "name", "expected"),
    [
        (["칠월", "2025-07-08 (화)", "저녁"], "a.md", "2025-07-08"),
        (["[[2025.7.8]] 비"], "a.md", "2025-07-08"),
        (["📅 7월 8일 화요일"], "일기/2025/07.md", "2025-07-08"),
        (["2024년", "7/14"], "2025.md", "2024-07-14"),
        (["7.14(월)"], "a.md", "-07-14"),
        (["25.07.14 월"], "a.md", "2025-07-14"),
        (["14일"], "2025-07.md", "2025-07-14"),
        (["7월", "14일 (월)"], "a.md", "-07-14"),
        (["14일"], "a.md", ""),
        (["14일 동안"], "2025-07.md", ""),
        (["7/14 ~ 7/20"], "a.md", ""),
        (["3.11"], "a.md", ""),
        (["1.2 설치"], "a.md", ""),
        (["1/2 지점"], "a.md", ""),
        (["회의 2025-07-08"], "a.md", ""),
    ],
)
def test_the_day_of_a_heading(headings: list[str], name: str, expected: str) -> None:
    assert heading_day(headings, name) == expected


def test_a_day_is_asked_of_its_notes(notebook: Notebook) -> None:
    assert notebook.ask("5월 6일에 오늘 배운 것은?").text == "매듭은 두 번 감는다."
    assert notebook.ask("5월 7일에 오늘 배운 것은?").text == "노는 어깨 너비로 잡는다."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("배운 것은?", True),
        ("쓴 노트는 뭐야?", True),
        ("내가 정리한 내용을 알려 줘", True),
        ("뭐 했더라?", True),
        ("내가 뭐 했는지 알려줘", True),
        ("내가 무슨 공부를 했는지 궁금해", True),
        ("무슨 일 있었지?", True),
        ("무슨 일이 있었어?", True),
        ("있었던 일 보여줘", True),
        ("TIL", True),
        ("TIL 뭐야?", True),
        ("회고 좀 보여줘", True),
        ("What did I learn?", True),
        ("what happened?", True),
        ("회고는 어떻게 쓰나?", False),
        ("회고 회의록은?", False),
        ("매듭에 무슨 일이 있었지?", False),
        ("배운 매듭은?", False),
        ("노트북은 왜 샀지?", False),
        ("what did I learn about knots?", False),
    ],
)
def test_what_asks_of_a_day_for_anything(question: str, expected: bool) -> None:
    assert asks_anything(question) == expected


def test_what_a_day_has_is_the_opening_of_its_notes(tmp_path: Path) -> None:
    texts = {
        "port.md": "---\ndate: 2026-03-02\n---\n# 포트\n\n항구의 문은 여섯 시에 닫힌다.\n\n돛.\n",
        "rope.md": "---\ndate: 2026-03-02\n---\n# 밧줄\n\n- 밧줄은 그늘에 말린다.\n",
        "other.md": "---\ndate: 2026-03-03\n---\n노를 닦는다.\n",
    }
    write_notes(tmp_path / "notes", texts)
    with closing(Notebook.open(tmp_path / "notes")) as boat:
        found = boat.ask("3월 2일에 배운 것은?")
        assert {span.text for span in found.spans} == {
            "항구의 문은 여섯 시에 닫힌다.", "밧줄은 그늘에 말린다."
        }  # fmt: skip
        assert found.confidence == 0.5
        nothing = boat.ask("3월 4일에 배운 것은?")
        assert not nothing.found and nothing.hits


def test_what_a_day_has_stands_below_its_heading(tmp_path: Path) -> None:
    diary = "# 칠월\n\n## 2025-07-08 (화)\n\n{% include toc %}\n\n매듭은 두 번 감는다.\n\n"
    diary += "### 저녁\n\n돛을 말렸다.\n\n## 7/14 (월)\n\n노는 어깨 너비로 잡는다.\n"
    write_notes(tmp_path / "notes", {"2025-07.md": diary, "b.md": "# 배\n\n배는 희다.\n"})
    with closing(Notebook.open(tmp_path / "notes")) as boat:
        assert boat.ask("7월 8일에 배운 것은?").text == "매듭은 두 번 감는다."
        assert boat.ask("2025년 7월 14일 회고").text == "노는 어깨 너비로 잡는다."
        assert boat.ask("7/14에 어떻게 노를 잡았지?").text == "노는 어깨 너비로 잡는다."
        assert not boat.ask("2024년 7월 14일 회고").found


def test_a_note_is_found_by_the_name_of_its_file(notebook: Notebook) -> None:
    (hit,) = notebook.search("돛 접기", k=1)
    assert hit.path == "배/돛 접기.md" and hit.words > 0
