"""Ten questions of each kind of notes that people have, each answered from the right place."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from conftest import write_notes

from bench.making import docx, epub, ipynb, pdf, zipped
from qa import Notebook

SECTIONS = {
    "렌즈": ["렌즈는 보름마다 마른 천으로 닦는다.", "유리의 두께는 삼 센티미터다."],
    "전구": ["전구는 예비로 여섯 개를 창고에 둔다.", "전구가 나가면 십 분 안에 갈아 끼운다."],
    "안개": ["안개가 끼면 종을 일 분에 두 번 친다.", "시야가 오백 미터 아래면 경보를 켠다."],
    "근무": ["당직은 네 시간마다 바뀐다.", "일지는 교대할 때마다 적는다."],
}
QUESTIONS = {
    "렌즈는 얼마나 자주 닦나?": "렌즈는 보름마다 마른 천으로 닦는다.",
    "유리의 두께는?": "유리의 두께는 삼 센티미터다.",
    "전구는 예비로 몇 개를 두나?": "전구는 예비로 여섯 개를 창고에 둔다.",
    "전구가 나가면 언제까지 갈아 끼우나?": "전구가 나가면 십 분 안에 갈아 끼운다.",
    "안개가 끼면 종을 몇 번 치나?": "안개가 끼면 종을 일 분에 두 번 친다.",
    "경보는 언제 켜나?": "시야가 오백 미터 아래면 경보를 켠다.",
    "당직은 몇 시간마다 바뀌나?": "당직은 네 시간마다 바뀐다.",
    "일지는 언제 적나?": "일지는 교대할 때마다 적는다.",
}
HEADING = {text: heading for heading, texts in SECTIONS.items() for text in texts}
ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
# Other notes, in words of their own.
OTHERS = {
    "부엌/빵.md": "# 빵\n\n반죽은 밤새 냉장고에 둔다.\n",
    "산/길.md": "# 산길\n\n정상까지 세 시간이 걸린다.\n",
}


def apart(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraphs)


def marked(mark: str, below: str = "") -> str:
    """The sections as Markdown, or as Org with its mark."""
    parts = [f"{mark} {name}\n\n{apart(texts)}\n" for name, texts in SECTIONS.items()]
    return "\n".join(parts) + below


def html(below: str = "") -> str:
    parts = [f"<h2>{n}</h2>" + "".join(f"<p>{t}</p>" for t in s) for n, s in SECTIONS.items()]
    return "".join(parts) + below


TABLE = "\n## 부품\n\n| 부품 | 값 |\n|---|---|\n| 심지 | 구천 원 |\n| 나사 | 이백 원 |\n"
ROWS = (
    "<h2>부품</h2><table><tr><th>부품</th><th>값</th></tr><tr><td>심지</td><td>구천 원</td></tr>"
    "<tr><td>나사</td><td>이백 원</td></tr></table>"
)
VAULT = (
    "---\ndate: 2024-03-05\ntags: [섬/등대]\n---\n# 등대 지기\n\n%% 열쇠는 화분 밑에 있다. %%\n\n"
    + marked("##", "\n## 배\n\n> [!note] 배편\n> [[섬 지도|섬]]에는 배가 하루 세 번 온다.\n")
)
PAGE = f"""<!DOCTYPE html><html><head><title>등대 지기 - velog</title>
<meta name="keywords" content="섬, 등대"></head><body><article>{html(ROWS)}
<time datetime="2024-03-05T09:00">삼월</time></article></body></html>"""
POST = f"""<html><head><title>등대 지기 :: 티스토리</title><meta property="og:url"
content="https://light.example/7"></head><body><div class="entry-content">{html()}
<ul><li>기름은 석 달에 한 번 넣는다.</li></ul></div></body></html>"""
NOTION = "# 등대 지기\n\nCreated: March 5, 2024\nTags: 섬, 등대\n\n" + marked("##")
RST = "등대 지기\n=========\n\n:Date: 2024-03-05\n:Author: 김섬\n\n" + "\n".join(
    f"{n}\n{'-' * 9}\n\n{apart(texts)}\n" for n, texts in SECTIONS.items()
)
PAPER = [[f"{n + 1}장 {name}", *texts] for n, (name, texts) in enumerate(SECTIONS.items())]
EACH = list(SECTIONS.items())
CELLS = [("markdown", f"## {name}\n\n{apart(texts)}") for name, texts in EACH]
STYLED = [
    (style, text)
    for name, texts in EACH
    for style, text in [("Heading 2", name), *(("Normal", text) for text in texts)]
]
ANY = "기름은 석 달에 한 번 넣는다."

# By kind: the files, and the last two questions with their answers.
KINDS: dict[str, tuple[Mapping[str, str | bytes], dict[str, str]]] = {
    "vault": (
        {"섬/등대.md": VAULT, "섬/섬 지도.md": "# 섬 지도\n\n북쪽 끝에 선착장이 있다.\n"},
        {
            "배는 하루에 몇 번 오나?": "[[섬 지도|섬]]에는 배가 하루 세 번 온다.",
            "등대 지기 노트는 언제 썼어?": "date: 2024-03-05",
        },
    ),
    "notion": (
        {f"섬 {ID}/등대 지기 {ID}.md": NOTION, f"섬 {ID}/값 {ID}.csv": "부품,값\n심지,구천 원\n"},
        {
            "등대 지기 노트 언제 만들었어?": "Created: March 5, 2024",
            "등대 지기 노트 태그가 뭐야?": "Tags: 섬, 등대",
        },
    ),
    "notion zip": (
        {"섬/Export-1.zip": zipped({f"등대 {ID}.md": NOTION + TABLE})},
        {"심지 값은 얼마인가?": "| 심지 | 구천 원 |", "나사 값은 얼마인가?": "| 나사 | 이백 원 |"},
    ),
    "velog": (
        {"섬/등대.html": PAGE},
        {"심지의 값은?": "구천 원", "등대 지기 글 언제 썼어?": "2024-03-05T09:00"},
    ),
    "tistory": (
        {"섬/등대.htm": POST},
        {"기름은 얼마나 자주 넣나?": ANY, "등대 지기 글 주소가 뭐야?": "https://light.example/7"},
    ),
    "pdf": (
        {"섬/등대.pdf": pdf([*PAPER, ["5장 기름", ANY, "• 심지는 구천 원이다."]])},
        {"기름은 얼마나 자주 넣나?": ANY, "심지는 얼마인가?": "심지는 구천 원이다."},
    ),
    "ipynb": (
        {"섬/등대.ipynb": ipynb([*CELLS, ("code", "lamp.fill(oil=3)"), ("markdown", ANY + TABLE)])},
        {"기름은 얼마나 자주 넣나?": ANY, "심지의 값은?": "| 심지 | 구천 원 |"},
    ),
    "docx": (
        {
            "섬/등대.docx": docx(
                [*STYLED, ("Heading 2", "기름"), ("List Bullet", ANY)], keywords="섬, 등대"
            )
        },
        {"기름은 얼마나 자주 넣나?": ANY, "등대 노트의 태그는?": "tags:\n- 섬\n- 등대"},
    ),
    "epub": (
        {"섬/등대.epub": epub("등대 지기", [html(), f"<h2>기름</h2><p>{ANY}</p>{ROWS}"])},
        {"기름은 얼마나 자주 넣나?": ANY, "심지의 값은?": "| 심지 | 구천 원 |"},
    ),
    "rst": (
        {"섬/등대.rst": RST},
        {
            "등대 지기 노트 언제 썼어?": ":Date: 2024-03-05",
            "등대 지기 노트는 누가 썼어?": ":Author: 김섬",
        },
    ),
    "org": (
        {"섬/등대.org": f"#+TITLE: 등대 지기\n#+DATE: 2024-03-05\n{marked('*')}* 기름\n- {ANY}\n"},
        {"기름은 얼마나 자주 넣나?": ANY, "등대 지기 노트 언제 썼어?": "#+DATE: 2024-03-05"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_ten_questions(kind: str, tmp_path: Path) -> None:
    files, more = KINDS[kind]
    write_notes(tmp_path / "notes", {**OTHERS, **files})
    asked = QUESTIONS | more
    assert len(asked) == 10
    with closing(Notebook.open(tmp_path / "notes")) as notebook:
        for question, expected in asked.items():
            answer = notebook.ask(question)
            assert answer.found, question
            span, hit = answer.spans[0], answer.hits[answer.spans[0].hit - 1]
            source = notebook.source(hit)
            assert source is not None and source[span.start : span.end] == span.text
            assert (expected in span.text, hit.path in files) == (True, True), (question, span)
            assert HEADING.get(expected, "") in " ".join(hit.headings), question
