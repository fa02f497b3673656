"""Every command and every Python block of the READMEs and the pages is run, from the top of a page
to its end, over a copy of the sample notes; what is shown of the output has to be so.
"""

import io
import re
import shutil
import sys
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from conftest import DATA
from documents import (
    ELLIPSIS,
    LANGUAGES,
    ROOT,
    Typed,
    all_typed,
    commands,
    fences,
    matches,
    pages,
    typed,
)

import galpi

LOCALES = {"en": "en_US.UTF-8", "ko": "ko_KR.UTF-8"}
# By kind, those that are not run, and why not. What they name has to exist all the same.
NOT_RUN = {
    "make": "installs, tests, or serves",
    "pip": "needs the network",
    "py": "is for Windows",
    "source": "is for the shell that it is typed in",
    "export": "is for the shell that it is typed in",
    "zensical": "test_docs_site.py builds the pages",
    "curl": "asks a server; test_programs_rest.py",
    "galpi ui": "serves until it is stopped; test_chat_server.py",
    "galpi chat": "goes on until it is told to end; test_terminal.py",
    "galpi --install-completion": "changes the shell of whoever runs the tests",
}
# The others that are not run, by what stands in them.
NOT_RUN_WITH = {
    ELLIPSIS: "a question, or a folder, of the reader's own",
    "--model": "needs a model from the hub; test_embedding_models.py",
    "calibrate data/questions.jsonl": "161 questions; test_evaluation_calibration.py",
}
ALL = [
    (language, page)
    for language in LANGUAGES
    for page in pages(language)
    if any(fence.language in ("console", "python") for fence in fences(page))
]


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with a copy of the sample notes and their store, and another to put it back from."""
    folder = tmp_path_factory.mktemp("pages")
    home, kept = folder / "home", folder / "kept"
    shutil.copytree(DATA, home / "data")
    code, _ = run(["sync", "--notes", str(home / "data")])
    assert code == 0
    shutil.copytree(home, kept)
    return home, kept


@pytest.fixture
def home(synced: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """That folder as it was, the current one. A store knows the place that it was written for."""
    home, kept = synced
    shutil.rmtree(home)
    shutil.copytree(kept, home)
    monkeypatch.chdir(home)
    monkeypatch.delenv("GALPI_NOTES", raising=False)
    monkeypatch.delenv("LANGUAGE", raising=False)
    return home


def run(arguments: list[str], fed: str = "") -> tuple[int, str]:
    """The exit code, and what comes on standard output and error."""
    printed = io.StringIO()
    before, sys.argv = (sys.argv, sys.stdin), ["galpi", *arguments]
    sys.stdin = io.StringIO(fed)
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            galpi.main()
    except SystemExit as end:
        return int(end.code or 0), printed.getvalue()
    finally:
        sys.argv, sys.stdin = before
    raise AssertionError("galpi.main() came back")


def is_run(one: Typed) -> bool:
    return one.kind not in NOT_RUN and not any(sign in one.line for sign in NOT_RUN_WITH)


@pytest.mark.parametrize(
    ("language", "page"), ALL, ids=[page.relative_to(ROOT).as_posix() for _, page in ALL]
)
def test_what_is_shown_is_so(
    language: str,
    page: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    names: dict[str, object] = {}
    for fence in fences(page):
        if fence.title:
            (home / fence.title).write_text(fence.content, "utf-8")
        elif fence.language == "python":
            exec(compile(fence.content, page.name, "exec"), names)
        elif fence.language == "console":
            for one in filter(is_run, typed(fence)):
                if language == "en" or one.shows:  # the commands are the same in both languages
                    check(one)
    if names:  # Python has found something, too
        assert "쿠버네티스 모범 사례 › " in capsys.readouterr().out


def check(one: Typed) -> None:
    assert one.arguments is not None, one.line
    code, printed = run(one.arguments, one.fed)
    told = one.shown.startswith("galpi: ")  # an error
    assert code == (1 if told else 0), f"{one.line}\n{printed}"
    assert not one.shows or matches(one.shown, printed), f"{one.line}\n{printed}"


def not_run() -> set[Typed]:
    return {one for _, page in ALL for one in all_typed(page) if not is_run(one)}


def test_the_options_of_what_is_not_run_exist() -> None:
    for one in not_run():
        if one.arguments and not one.arguments[0].startswith("-"):
            name, *arguments = one.arguments
            with commands()[name].make_context(name, arguments):
                pass


def test_what_make_and_pip_are_given_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for one in not_run():
        if one.kind == "make":
            assert set(one.words[1:]) <= set(targets)
        elif one.kind == "pip":
            assert one.words[1:4] == ["install", "-c", "constraints.txt"]
            extras = re.findall(r"\w+", one.words[-1])
            assert set(extras) <= set(project["optional-dependencies"])


def test_nothing_is_left_out_that_is_not_there() -> None:
    lines = "\n".join(one.line for one in not_run())
    assert set(NOT_RUN) - {one.kind for one in not_run()} == set()
    assert [sign for sign in NOT_RUN_WITH if sign not in lines] == []


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "ab\n", False),
        ("a…\n", "ab\n", True),
        ("a\n…\n", "a\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("…\nd\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_how_output_is_compared(shown: str, printed: str, same: bool) -> None:
    assert matches(shown, printed) is same
