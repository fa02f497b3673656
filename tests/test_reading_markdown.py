"""Markdown in its dialects: whatever is written, units are pieces of the source and no more."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.offsets import check_offsets
from index.passages.chunks import split_note
from index.passages.units import blocks, under, units
from index.reading.notes import read_note

SPECIFICATION = json.loads(Path(__file__).with_name("commonmark.json").read_text(encoding="utf-8"))
EXAMPLES = [example["markdown"] for example in SPECIFICATION["examples"]]


def said(text: str) -> list[str]:
    """Each unit behind what it stands under."""
    found = []
    for chunk in split_note(read_note("a.md", text.encode())):
        own = units(chunk.text, chunk.layout)
        found += [
            " < ".join([unit.of(chunk.text), *reversed(under(chunk.text, own, place))])
            for place, unit in enumerate(own)
        ]
    return found


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_no_example_of_the_specification_breaks_an_offset(newline: str) -> None:
    assert len(EXAMPLES) > 600
    for example in EXAMPLES:
        check_offsets("a.md", example.replace("\n", newline).encode())
    check_offsets("a.md", newline.join(EXAMPLES).encode())


PIECES = st.sampled_from(
    [
        *("# 강\n", "##들\n", "산\n---\n", "물\n===\n", "9.1 바다\n", "#태그 #둘/셋\n", "## \n"),
        *("- ", "  - ", "    * ", "1. ", "12) ", "• ", "> ", "> [!note]+ 뜻\n", "- [x] ", "\t"),
        *("```sh\n", "   ```\n", "~~~\n", "$$\n", "$a + b$ ", "`코드. 둘` ", "    들여 쓴\n"),
        *("| 가 | 나 |\n|---|---|\n| 다 | 라 |\n", "가 | 나\n--|--\n다 | 라\n", "| 홀로 |\n"),
        *("<div>\n", "</div>\n", "<p>글 <b>굵게</b></p>\n", "<details>\n<summary>뜻</summary>\n"),
        *("<table><tr><td>칸</td>", "<!-- ", " -->", "%% ", " %%", "<", "&amp; "),
        *(
            "[[노트|별칭]] ",
            "![[그림.png]]\n",
            "[글](https://a.example) ",
            "[a]: /b\n",
            "[^1]: 주\n",
        ),
        *(
            "상태:: 초안\n",
            "[날:: 3] ",
            " ^abc-1\n",
            "{#id}\n",
            "==표시== ",
            "**용어**\n\n뜻이다.\n",
        ),
        *(
            "용어\n: 뜻이다.\n",
            "문장이다. ",
            "끝? ",
            "“말. 했다.” ",
            "목록:\n",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
        ),
        *(
            "---\n",
            "---\na: b\n---\n",
            "+++\na = 1\n+++\n",
            "\u3000",
            "\u200b",
            "👍",
            "가나다라 " * 40,
        ),
    ]
)

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3)


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES | ANY, max_size=25).map("".join))
def test_no_note_of_mixed_dialects_breaks_an_offset(text: str) -> None:
    check_offsets("책/3-이름.md", text.encode())


@settings(deadline=None, max_examples=100)
@given(
    st.lists(PIECES, max_size=20).map("".join), st.sampled_from([".html", ".org", ".rst", ".csv"])
)
def test_no_other_text_breaks_an_offset(text: str, suffix: str) -> None:
    check_offsets(f"이름{suffix}", text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Comments, fields, ids and marks are never part of a unit.
        ("역은 %% 아마 %% 셋이다.", ["역은", "셋이다."]),
        ("역은 셋이다. <!-- 넷? -->", ["역은 셋이다."]),
        ("%%\n비밀이다.\n\n- 둘\n%%\n보인다.", ["보인다."]),
        ("`%% 코드 %%` 는 보인다.", ["`%% 코드 %%` 는 보인다."]),
        ("```\n<!-- 코드 -->\n```", ["<!-- 코드 -->"]),
        ("차표는 두 장이다. ^ticket-2", ["차표는 두 장이다."]),
        ("값:: 삼천 원\n차표는 두 장이다. [수:: 2]", ["차표는 두 장이다."]),
        ("교수:: 한강수\n- tags:: 물\n\n글이다.", ["글이다."]),
        ("물길 도구는 flow:: 접두사를 쓴다. 짧다.", ["물길 도구는 flow:: 접두사를 쓴다.", "짧다."]),
        ("물길 도구는\nflow:: 접두사를 쓴다.", ["물길 도구는", "flow:: 접두사를 쓴다."]),
        ("# 강\n\n조교:: 나루. 오후만\n\n- 방:: 3층", ["조교:: 나루. 오후만", "방:: 3층"]),
        ("- 물\n  collapsed:: true\n  card-ease:: 2.5\n- 둑", ["물", "둑"]),
        ("std::vector 는 배열이다.", ["std::vector 는 배열이다."]),
        ("f :: Int -> Int 로 적는다.", ["f :: Int -> Int 로 적는다."]),
        ("#여행 #기차/밤\n\n밤차를 탄다.", ["밤차를 탄다."]),
        ("- 역 이름\n  id:: 77-a\n  - 자식 ^b1", ["역 이름", "자식 < 역 이름"]),
        ("> [!info]- 알림\n> 문이 닫힌다.", ["문이 닫힌다."]),
        (
            "문.\n\n[안내](https://a.example)\n\n![그림](b.png)\n\n[[노트]]\n\n<https://c.example>",
            ["문."],
        ),
        ("[[노트|밤차]]는 느리다.", ["[[노트|밤차]]는 느리다."]),
        ("[ref]: https://a.example\n\n[밤차][ref]는 느리다.", ["[밤차][ref]는 느리다."]),
        ("2023. 5. 6. 에 떠난다", ["2023. 5. 6. 에 떠난다"]),
        # What follows a comment is not indented for that.
        ("<!-- todo --> Use p=0.1 at night", ["Use p=0.1 at night"]),
        ("- %% 아마 %% dam (2 m)\n- bank", ["dam (2 m)", "bank"]),
        ("<!-- 옛\n     것 --> x = 3", ["x = 3"]),
        ("> [!tip] VIF\n> over 10", ["over 10"]),
        ("> [!tip]\n> - dam", ["dam"]),
        # What belongs together is not cut.
        ("`a. b` 로 부른다. 끝이다.", ["`a. b` 로 부른다.", "끝이다."]),
        ("[첫째. 둘째](https://a.b/c. d) 를 본다.", ["[첫째. 둘째](https://a.b/c. d) 를 본다."]),
        ("$f(x. y)$ 는 함수다. $x$ 도.", ["$f(x. y)$ 는 함수다.", "$x$ 도."]),
        ("“간다. 온다.” 하고 말했다.", ["“간다. 온다.” 하고 말했다."]),
        ("**굵은 말이다.** 다음이다.", ["**굵은 말이다.**", "다음이다."]),
        # A sentence that goes on in the next line, and lines that do not.
        (
            "밤차는 열한 시가 넘으면\n역에 서지 않는다. 첫차는 다섯 시다.",
            ["밤차는 열한 시가 넘으면\n역에 서지 않는다.", "첫차는 다섯 시다."],
        ),
        (
            "- 표를 잃어버린 사람은 역무원에게\n  말하고 새 표를 산다.\n- 물",
            ["표를 잃어버린 사람은 역무원에게\n  말하고 새 표를 산다.", "물"],
        ),
        (
            "The night train does not stop\nat small stations.",
            ["The night train does not stop\nat small stations."],
        ),
        ("> 밤차는 열한 시가 넘으면\n> 서지 않는다.", ["밤차는 열한 시가 넘으면", "서지 않는다."]),
        ("밤차는 열한 시가 넘으면  \n서지 않는다.", ["밤차는 열한 시가 넘으면", "서지 않는다."]),
        (
            "작은 역에 서는 완행 열차\n큰 역에만 서는 급행 열차",
            ["작은 역에 서는 완행 열차", "큰 역에만 서는 급행 열차"],
        ),
        # The name of plain lines that have labels, of some items, of a table.
        (
            "열차 종류\n완행: 다 선다\n급행 → 건너뛴다",
            ["열차 종류", "완행: 다 선다 < 열차 종류", "급행 → 건너뛴다 < 열차 종류"],
        ),
        (
            "■ 열차\n완행: 다 선다\n■ 표\n왕복: 싸다",
            ["열차", "완행: 다 선다 < 열차", "표", "왕복: 싸다 < 표"],
        ),
        (
            "열차 종류\n\n완행: 다 선다\n급행: 안 선다",
            ["열차 종류", "완행: 다 선다 < 열차 종류", "급행: 안 선다 < 열차 종류"],
        ),
        ("열차는 여럿이다\n완행: 다 선다", ["열차는 여럿이다", "완행: 다 선다"]),
        (
            "탈 것 O\n- 완행\n탈 것 X\n- 급행",
            ["탈 것 O", "완행 < 탈 것 O", "탈 것 X", "급행 < 탈 것 X"],
        ),
        (
            "요금표\n\n| 역 | 값 |\n|--|--|\n| 가 | 1 |",
            ["요금표", "역 | 값 < 요금표", "가 | 1 < 역 | 값 < 요금표"],
        ),
        (
            "1. 열차\n2. 요금표\n| 역 | 값 |\n|--|--|\n| 가 | 1 |",
            ["열차", "요금표", "역 | 값 < 요금표", "가 | 1 < 역 | 값 < 요금표"],
        ),
        ("$v = 3t + 2$\n\n- 속력이다\n- 둘", ["$v = 3t + 2$", "속력이다", "둘"]),
        ("Ⅰ. 열차\nⅡ. 표", ["열차", "표"]),
        # A colon in code is no label; a label is not that of a sentence on something else.
        ("`door: open`은 연다. 닫지 않는다.", ["`door: open`은 연다.", "닫지 않는다."]),
        (
            "KTX = 아주 빠르다. 값이 비싸다. ITX는 느리다.",
            ["KTX = 아주 빠르다.", "값이 비싸다. < KTX = 아주 빠르다.", "ITX는 느리다."],
        ),
        # What stands under what.
        ("준비:\n\n1. 표\n2. 물", ["준비:", "표 < 준비", "물 < 준비"]),
        (
            "문은 두 가지가 있다.\n\n- 큰 문\n- 쪽문",
            ["문은 두 가지가 있다.", "큰 문 < 문은 두 가지가 있다.", "쪽문 < 문은 두 가지가 있다."],
        ),
        ("문을 닫는다.\n\n- 큰 문\n- 쪽문", ["문을 닫는다.", "큰 문", "쪽문"]),
        ("**쪽문**\n작은 문이다.", ["작은 문이다."]),
        ("짐:\n```\nbag 2\n```", ["짐:", "bag 2 < 짐"]),
        ("- 큰 짐\n\n  바퀴가 있다.\n  - 끈", ["큰 짐", "바퀴가 있다. < 큰 짐", "끈 < 큰 짐"]),
        ("- 표\n물은 따로다.", ["표", "물은 따로다."]),
        ("• 역\n  ▪ 승강장\n• 차", ["역", "승강장 < 역", "차"]),
        ("가 | 나\n--|--\n1 | 2", ["가 | 나", "1 | 2 < 가 | 나"]),
        ("밤차[^1]\n\n[^1]: 열한 시 뒤의 차다.", ["밤차[^1]", "열한 시 뒤의 차다."]),
        ("- [ ] 표 사기\n- [x] 짐 싸기", ["표 사기", "짐 싸기"]),
        ("1. ```sh\n   go 1\n   ```\n2. 둘", ["go 1", "둘"]),
        ("    go --night\n", ["go --night"]),
        ("$$\nx = 3\n$$", ["x = 3"]),
        ("둑은 이렇다.\n$$\nh = 3\n- x\n$$\n끝이다.", ["둑은 이렇다.", "h = 3", "- x", "끝이다."]),
        ("- 둑:\n  $$\n  h = 3\n  $$\n- 물", ["둑:", "h = 3 < 둑", "물"]),
        ("> 둑은 이렇다.\n> $$\n> h = 3\n> $$\n> 끝", ["둑은 이렇다.", "h = 3", "끝"]),
        ("둑은\n$$\n\n삼천 원이다.\n$$\n끝", ["둑은", "삼천 원이다.", "끝"]),
        ("$$\nx = 3\n$$ (2)\n\n글이다.\n\n$$\ny = 4\n$$", ["x = 3", "$$ (2)", "글이다.", "y = 4"]),
        ("> $$\n> x = 3\n> $$", ["x = 3"]),
        ("> $$ x =\n> 3 $$", ["$$ x =", "3 $$"]),
        ("<ul><li>표</li><li>물</li></ul>", ["표", "물"]),
        ("<p>한 줄<br>두 줄</p>", ["한 줄", "두 줄"]),
        ("앞.\n\n%%\n속.\n\n```sh\nls\n```\n## 속\n%%\n\n뒤.", ["앞.", "뒤."]),
        ("앞.\n\n<!--\n속.\n\n```sh\nls\n```\n-->\n\n뒤.\n\n```\nls\n```", ["앞.", "뒤.", "ls"]),
        (f"- 앞\n- 뒤\n\n%% {'속. ' * 200}%% 끝.", ["앞", "뒤", "끝."]),
    ],
)
def test_what_is_a_unit(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("→ 해시: 같은 키. 쏠림은 남음", ["해시: 같은 키. 쏠림은 남음"]),
        (
            "풀이 말랐다.\n→ 시간을 줄였다. 나아졌다.",
            ["풀이 말랐다.", "시간을 줄였다. 나아졌다. < 풀이 말랐다."],
        ),
        (
            "구조\n  └ 둘이 씀. 나눔\n  └ 셋\n자료\n  ㄴ 넷",
            ["구조", "둘이 씀. 나눔 < 구조", "셋 < 구조", "자료", "넷 < 자료"],
        ),
        ("- 큰 것\n  -> 작은 것. 더", ["큰 것", "작은 것. 더 < 큰 것"]),
        ("① 하나. 둘\n② 셋\n(3) 넷\n가) 다섯", ["하나. 둘", "셋", "넷", "다섯"]),
        ("ㄴㄴ 안 됨", ["ㄴㄴ 안 됨"]),
        # What a branch belongs to is the line above, also where that is an item.
        ("머리말이다.\n① 느리다\n→ 캐시\n② 샌다\n→ 다시",
         ["머리말이다.", "느리다", "캐시 < 느리다", "샌다", "다시 < 샌다"]),
        ("본문이다.\n9.1 파드\n→ 결과. 둘", ["본문이다.", "결과. 둘"]),
        # A mark that is a word of its sentence is none of an item.
        ("①과 ②를 비교한다.", ["①과 ②를 비교한다."]),
        ("ㄴ은 혀끝소리다.", ["ㄴ은 혀끝소리다."]),
        ("(월) 국어. 수학", ["(월) 국어.", "수학"]),
        ("(02) 123-4567로 건다.", ["(02) 123-4567로 건다."]),
        ("캐시를 쓴\n다. 빠르다.", ["캐시를 쓴", "다.", "빠르다."]),
        ("✔️ 끝. 잘됨", ["끝. 잘됨"]),
        # Neither a paragraph that begins with a label, nor a talk, nor a score.
        ("결론: 쓴다. 비싸다. 느리다.",
         ["결론: 쓴다.", "비싸다. < 결론: 쓴다.", "느리다. < 결론: 쓴다."]),
        ("결론: 캐시를 쓴다. 그런데 메모리가\n많이 든다.",
         ["결론: 캐시를 쓴다.", "그런데 메모리가 < 결론: 캐시를 쓴다.", "많이 든다."]),
        ("3 : 1로 이겼다. 다음은 졌다.", ["3 : 1로 이겼다.", "다음은 졌다."]),
        ("스핀락\n: 돌며 기다림. 짧을 때만 이득", ["돌며 기다림. 짧을 때만 이득"]),
        ("**FCFS** 온 순서. 앞이 길면 밀린다.", ["**FCFS** 온 순서. 앞이 길면 밀린다."]),
        ("LRU: 오래된 것부터. 훑기에 약함", ["LRU: 오래된 것부터. 훑기에 약함"]),
        ("시다 → 덜 뽑힘. 더 곱게\n쓰다 → 더 뽑힘. 더 굵게",
         ["시다 → 덜 뽑힘. 더 곱게", "쓰다 → 더 뽑힘. 더 굵게"]),
        ("→는 화살표다. 쓴다.", ["→는 화살표다.", "쓴다."]),
        ("10:30에 했다. 또 했다.", ["10:30에 했다.", "또 했다."]),
        ("**샤딩**은 나눈다. 크다.", ["**샤딩**은 나눈다.", "크다."]),
    ],
)  # fmt: skip
def test_items_and_labels_that_people_type(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_each_term_of_a_definition_list_is_a_heading(between: str) -> None:
    own = ": 제한\n이어진다.\n: 둘째 뜻은\n  그다음 줄에\n: 셋째"
    text = f"A\n: 주소{between}시간 복잡도\n{own}\n"
    found = split_note(read_note("a.md", text.encode()))
    assert [(chunk.headings, chunk.text) for chunk in found] == [
        (("A",), ": 주소"),
        (("시간 복잡도",), own),
    ]


@pytest.mark.parametrize("line", ["-> i32 {", "=> x + 1)", "(1) foo(bar);", "├── a.py"])
def test_marks_of_items_in_indented_code(line: str) -> None:
    text = f"보기:\n\n    fn f()\n        {line}\n        0\n"
    assert [unit.code for unit in units(text)] == [False, True, True, True]


def test_items_of_one_paragraph_take_linear_time() -> None:
    began, several = time.process_time(), "→ 가\n" * 1_000
    units(several)
    once, began = time.process_time() - began, time.process_time()
    units(several * 16)
    assert time.process_time() - began < 16 * 4 * once


@pytest.mark.parametrize(
    "text", ["<!-- todo --> Use p=0.1", "- %% 아마 %% a = b", "> [!tip] VIF\n> a"]
)
def test_what_follows_something_hidden_is_no_code(text: str) -> None:
    assert [unit.code for unit in units(text)] == [False]


def test_a_formula_below_a_sentence_is_a_block() -> None:
    text = "둑은 이렇다.\n$$\n\\frac{h}{3} %% x\n+ x #1\n$$\n"
    assert [text[start:end] for start, end in blocks(text)] == ["\\frac{h}{3} %% x\n+ x #1"]


def test_code_is_known_as_such() -> None:
    (chunk,) = split_note(read_note("a.md", b"- a\n\n  ```\n  b\n  ```\n"))
    assert [(u.of(chunk.text), u.code) for u in units(chunk.text, chunk.layout)] == [
        ("a", False),
        ("b", True),
    ]
