"""What both READMEs name exists, and they name the same."""

import re
import shutil
from pathlib import Path

import pytest
import typer

import galpi

ROOT = Path(__file__).parents[1]
README, README_KO = ROOT / "README.md", ROOT / "README.ko.md"
READMES = [README, README_KO]
THEIRS = {"galpi.toml"}  # in the notes folder of who wants it

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)  # language, content
_SPAN = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"\bgalpi ([a-z]+)")
_OPTION = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*")
_PATH = re.compile(r"\w[\w./-]*(?:/|\.(?:py|md|txt|toml|jsonl))", re.A)
_LINK = re.compile(r"\]\(([^)#:]+)\)")


def read(path: Path) -> tuple[list[str], list[str], str]:
    """The inline code, the contents of the fences, and the text without them."""
    text = path.read_text(encoding="utf-8")
    prose = _FENCE.sub("", text)
    return _SPAN.findall(prose), [match[2] for match in _FENCE.finditer(text)], prose


def commands(path: Path) -> set[str]:
    spans, fences, _ = read(path)
    return set(_COMMAND.findall("\n".join(spans + fences)))


def options(path: Path) -> set[str]:
    return set(_OPTION.findall("\n".join(read(path)[0])))


def files(path: Path) -> set[str]:
    spans, _, prose = read(path)
    return {span for span in spans if _PATH.fullmatch(span)} | set(_LINK.findall(prose))


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_commands_are_those_of_the_program(path: Path) -> None:
    group = typer.main.get_command(galpi.app)
    assert commands(path) == set(group.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_options_exist(path: Path) -> None:
    group = typer.main.get_command(galpi.app)
    known = {
        option
        for command in group.commands.values()  # type: ignore[attr-defined]
        for parameter in command.params
        for option in parameter.opts
    }
    assert options(path) <= known | {"--help"}
    assert options(path)


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_files_exist(path: Path) -> None:
    named = files(path) - THEIRS
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_both_name_the_same() -> None:
    assert commands(README) == commands(README_KO)
    assert options(README) == options(README_KO)
    # Each links to the other, and to pages in its own language.
    english = {name.replace(".ko.md", ".md") for name in files(README_KO)}
    assert files(README) - {"README.ko.md"} == english - {"README.md"}


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_python_example_runs(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    fences = _FENCE.findall(path.read_text(encoding="utf-8"))
    (example,) = (content for language, content in fences if language == "python")
    exec(compile(example, path.name, "exec"), {})
    assert "쿠버네티스 모범 사례 › " in capsys.readouterr().out
