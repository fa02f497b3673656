"""What the READMEs and the pages name exists, and both languages say the same."""

import json
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from documents import (
    LANGUAGES,
    ROOT,
    all_typed,
    calls,
    commands,
    fences,
    figures,
    options,
    other,
    pages,
    prose,
    spans,
)

MAX_README = 150  # lines
PAGES = [page for language in LANGUAGES for page in pages(language)]
PAIRS = pages("en")
# Of those who read the pages.
THEIRS = {"galpi.toml", "my-questions.jsonl", "docs/site/"}

_PATH = re.compile(r"\w[\w./-]*(?:/|\.(?:py|md|txt|toml|jsonl))", re.A)
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_MODULE = re.compile(r"python -m (\S+)")
_HEADING = re.compile(r"^#+(?= )", re.M)
_ROW = re.compile(r"^\| `([\w/]+)/` \|.*\|(.*)\|$", re.M)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def links(page: Path) -> set[str]:
    return set(_LINK.findall(prose(page)))


each_page = pytest.mark.parametrize("page", PAGES, ids=named)
each_pair = pytest.mark.parametrize("page", PAIRS, ids=named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_told(language: str) -> None:
    assert calls(ROOT / "docs" / language / "commands.md") == set(commands())


@each_page
def test_commands_and_options_exist(page: Path) -> None:
    known = {o for command in commands().values() for p in command.params for o in p.opts}
    assert calls(page) <= set(commands())
    assert options(page) <= known | {"--help", "--version"}


@each_page
def test_files_and_modules_exist(page: Path) -> None:
    paths = {span for span in spans(page) if _PATH.fullmatch(span)} - THEIRS
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    assert [path for path in sorted(links(page)) if not (page.parent / path).exists()] == []
    for span in spans(page):
        assert [name for name in _MODULE.findall(span) if find_spec(name) is None] == []


@each_page
def test_data_is_well_formed(page: Path) -> None:
    for fence in fences(page):
        if fence.language == "json":
            lines = (
                fence.content.splitlines() if fence.title.endswith(".jsonl") else [fence.content]
            )
            assert [json.loads(line) for line in lines]
        elif fence.language == "toml":
            assert tomllib.loads(fence.content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_layers_are_those_of_the_code(language: str) -> None:
    rows = _ROW.findall(prose(ROOT / "docs" / language / "how.md"))
    assert len(rows) > 5
    for folder, modules in rows:
        for name in re.findall(r"`(\w+)`", modules):
            assert (ROOT / folder / f"{name}.py").exists(), f"{folder}/{name}.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_is_a_front_door(language: str) -> None:
    readme = ROOT / LANGUAGES[language]
    assert len(readme.read_text("utf-8").splitlines()) < MAX_README
    ours = {f"docs/{language}/{page.name}" for page in pages(language)[1:]}
    assert ours - links(readme) == {f"docs/{language}/security.md"}  # SECURITY.md itself is linked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_readme_are_those_of_the_page(language: str) -> None:
    all_of_them = sum(figures(ROOT / "docs" / language / "quality.md"), [])
    shown = sum(figures(ROOT / LANGUAGES[language]), [])
    assert [figure for figure in shown if figure not in all_of_them] == []
    assert shown


@each_pair
def test_both_languages_say_the_same(page: Path) -> None:
    korean = other(page)
    if page.name == "security.md":  # SECURITY.md itself, see below
        return
    assert calls(page) == calls(korean)
    assert options(page) == options(korean)
    assert figures(page) == figures(korean)
    assert [(f.language, f.title) for f in fences(page)] == [
        (f.language, f.title) for f in fences(korean)
    ]
    assert len(all_typed(page)) == len(all_typed(korean))
    assert _HEADING.findall(prose(page)) == _HEADING.findall(prose(korean))


def test_security_is_the_same_in_korean() -> None:
    english, korean = ROOT / "SECURITY.md", ROOT / "docs" / "ko" / "security.md"
    assert _HEADING.findall(prose(english)) == _HEADING.findall(prose(korean))
    assert set(spans(english)) == set(spans(korean)) - {"SECURITY.md"}


def test_there_is_each_page_in_both_languages() -> None:
    assert [page.name for page in pages("en")[1:]] == [page.name for page in pages("ko")[1:]]
