"""What docs/tools.md shows works as it stands there."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer

import galpi

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "docs" / "tools.md", ROOT / "docs" / "tools.ko.md"]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)  # language, content


def blocks(language: str, path: Path = DOCS[0]) -> list[str]:
    found = _FENCE.findall(path.read_text(encoding="utf-8"))
    return [content for kind, content in found if kind == language]


def test_both_show_the_same() -> None:
    english, korean = (_FENCE.findall(path.read_text(encoding="utf-8")) for path in DOCS)
    assert english == korean and len(english) == 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    for book in ("쿠버네티스 모범 사례", "러닝 리액트"):
        for number in ("09", "12"):  # two notes are enough
            for note in (ROOT / "data" / book).glob(f"{number}-*.md"):
                (folder / "data" / book).mkdir(parents=True, exist_ok=True)
                shutil.copy(note, folder / "data" / book)
    return folder


@pytest.mark.parametrize("example", blocks("python"), ids=lambda text: text.splitlines()[1])
def test_python_examples(
    example: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    exec(compile(example, "tools.md", "exec"), {})
    assert "쿠버네티스 모범 사례 › 9장 " in capsys.readouterr().out


def commands() -> dict[str, set[str]]:
    """The program's, with their options."""
    group = typer.main.get_command(galpi.app)
    return {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_commands_and_options_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = commands()
    for line in re.findall(r"`galpi ([a-z][^`]*)`", _FENCE.sub("", text)):
        name, *words = line.split()
        assert {word for word in words if word.startswith("--")} <= known[name]
    for line in (line for block in blocks("console") for line in block.splitlines()):
        asked = line.partition("galpi ")[2]
        if asked and not asked.startswith("--"):
            name, *words = shlex.split(asked)
            assert {word for word in words if word.startswith("--")} <= known[name]


def test_configurations_start_a_command_that_is_there() -> None:
    known = commands()
    found = [json.loads(block) for block in blocks("json")]
    started = [
        *(one["args"] for of in found for one in of.get("mcpServers", {}).values()),
        *(one["args"] for of in found for one in of.get("servers", {}).values()),
        *(one["args"] for of in found for one in of.get("tasks", ())),
        *(line.split()[1:] for line in blocks("text")),
    ]
    assert [arguments[0] for arguments in started] == ["mcp", "mcp", "ask", "ask"]
    for name, *words in started:
        assert {word for word in words if len(word) > 2 and word[:2] == "--"} <= known[name]
