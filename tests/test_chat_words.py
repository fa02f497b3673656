"""The one table of what the page says: complete, without leftovers, one language a line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from chat.page.markup import say, tell
from chat.page.words import PAGE, english

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "chat" / "page" / "static"
SAYING = {"say", "spoken", "icon", "english", "_link"}
# Names, keys and units, that are the same in both.
SHARED = re.compile(r"갈피|Enter|Esc|Ctrl|\.md|\.txt|한국어")


def trees(*folders: str) -> Iterator[ast.AST]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def korean(text: str) -> bool:
    return bool(re.search("[가-힣]", text))


def said() -> set[str]:
    """The Korean lines that the code of the page holds."""
    lines = {
        node.value
        for node in trees("chat")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and korean(node.value)
    }
    for script in STATIC.glob("*.js"):
        lines |= set(re.findall(r'"([^"\n]*[가-힣][^"\n]*)"', script.read_text(encoding="utf-8")))
    return lines


def test_every_line_of_the_page_has_its_english_and_each_is_used() -> None:
    lines = said()
    assert {line for line in PAGE if line not in lines} == set()
    called = {
        argument.value
        for node in trees("chat")
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING
        for argument in node.args
        if isinstance(argument, ast.Constant) and korean(str(argument.value))
    }
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    called |= set(re.findall(r'galpi\.say\("([^"]+)"\)', scripts))
    assert {line for line in called if line not in PAGE} == set()


def test_a_line_is_in_one_language() -> None:
    for line, its_english in PAGE.items():
        plain = re.sub(r"\{.*?\}", "", SHARED.sub("", line))
        assert not re.search(r"[A-Za-z]{2}", plain), line
        assert not korean(its_english), its_english


def test_both_languages_speak_of_the_same_facts() -> None:
    for line, its_english in PAGE.items():
        facts = [
            {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}
            for text in (line, *its_english.split("|"))
        ]
        assert all(facts[0] <= {*other, "more"} for other in facts[1:]), line


def test_one_and_more() -> None:
    assert english("근거 {count}개", count=1) == "1 source"
    assert english("근거 {count}개", count=2) == "2 sources"
    assert say("근거 {count}개", count=2) == (
        '<span class="ko">근거 2개</span><span class="en">2 sources</span>'
    )
    with pytest.raises(KeyError):
        english("없는 말")


@pytest.mark.parametrize(
    ("message", "given", "told"),
    [
        ("was <new>", "<새> 것", ("&lt;새&gt; 것", "was &lt;new&gt;")),
        ("압축이 깨졌습니다 · is broken (x)", "", ("압축이 깨졌습니다", "is broken (x)")),
    ],
)
def test_what_the_rest_of_galpi_says_is_told_in_both(
    message: str, given: str, told: tuple[str, str]
) -> None:
    html = '<span class="ko">{}</span><span class="en">{}</span>'
    assert tell(message, given) == html.format(*told)
    assert tell("<odd> {0}") == "&lt;odd&gt; {0}"
