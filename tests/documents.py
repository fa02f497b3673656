"""The READMEs and the pages of docs/, taken apart: commands, code, files, links.

A `console` fence holds commands after `$ `, on Windows `> `, each with what it prints below it,
where that is shown; `…` in it stands for anything, alone on a line for any lines. A fence with a
`title` is a file of that name.
"""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import typer
from typer.core import TyperCommand, TyperGroup

import galpi

ROOT = Path(__file__).parents[1]
LANGUAGES = {"en": "README.md", "ko": "README.ko.md"}

_FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.M | re.S)
_SPAN = re.compile(r"`([^`\n]+)`")
_CALL = re.compile(r"\bgalpi ([a-z]+)")
_OPTION = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*")
_FIGURE = re.compile(r"[\d.,]*\d")
ELLIPSIS = "…"


@dataclass(frozen=True)
class Fence:
    language: str
    title: str
    content: str


@dataclass(frozen=True)
class Typed:
    """A command as it is typed, and what is shown of its output."""

    line: str
    shown: str

    @property
    def shows(self) -> bool:
        return bool(self.shown.strip(f"{ELLIPSIS}\n"))

    @property
    def words(self) -> list[str]:
        """The first is the program, wherever it lies; without what feeds it and where it writes."""
        command = self.line.rpartition(" | ")[2].partition(" > ")[0]
        program, *arguments = shlex.split(command.replace("\\", "/"))
        return [PurePosixPath(program).name, *arguments]

    @property
    def arguments(self) -> list[str] | None:
        """Of galpi; None where it is another program's."""
        program, *arguments = self.words
        return arguments if program == "galpi" else None

    @property
    def fed(self) -> str:
        """By `echo "…" | galpi …`, on standard input."""
        echo = self.line.rpartition(" | ")[0]
        return " ".join(shlex.split(echo)[1:]) + "\n" if echo else ""

    @property
    def kind(self) -> str:
        """The program, and of galpi the command."""
        return " ".join(self.words[: 2 if self.words[0] == "galpi" else 1])


def pages(language: str) -> list[Path]:
    return [ROOT / LANGUAGES[language], *sorted((ROOT / "docs" / language).glob("*.md"))]


def other(page: Path) -> Path:
    """The same in Korean."""
    if page.parent == ROOT:
        return ROOT / LANGUAGES["ko"]
    return page.parents[1] / "ko" / page.name


def fences(page: Path) -> list[Fence]:
    return [Fence(*match.groups("")) for match in _FENCE.finditer(page.read_text("utf-8"))]


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text("utf-8"))


def spans(page: Path) -> list[str]:
    return _SPAN.findall(prose(page))


def typed(fence: Fence) -> list[Typed]:
    prompt = r"^\$ " if fence.content.startswith("$ ") else r"^> "
    parts = re.split(prompt, fence.content, flags=re.M)[1:]
    return [Typed(line, shown) for line, _, shown in (part.partition("\n") for part in parts)]


def all_typed(page: Path) -> list[Typed]:
    return [one for fence in fences(page) if fence.language == "console" for one in typed(fence)]


def calls(page: Path) -> set[str]:
    """The commands of galpi that it names."""
    lines = [one.line for one in all_typed(page)]
    return set(_CALL.findall("\n".join([*spans(page), *lines])))


def options(page: Path) -> set[str]:
    """Those of galpi, or of nobody, that it names in the text."""
    own = [span for span in spans(page) if span.startswith(("--", "galpi "))]
    return set(_OPTION.findall("\n".join(own)))


def figures(page: Path) -> list[list[str]]:
    """Those in its tables, row by row, without the first cells, which are words."""
    rows = [line for line in prose(page).splitlines() if line.startswith("|")]
    return [_FIGURE.findall(row.split("|", 2)[2]) for row in rows]


def commands() -> dict[str, TyperCommand]:
    """Those of galpi, by name."""
    group = typer.main.get_command(galpi.app)
    assert isinstance(group, TyperGroup)
    return {n: c for n, c in group.commands.items() if isinstance(c, TyperCommand)}


def matches(shown: str, printed: str) -> bool:
    lines = [
        "(?:.*\n)*?" if line == ELLIPSIS else re.escape(line).replace(ELLIPSIS, ".*") + "\n"
        for line in shown.strip().splitlines()
    ]
    text = "".join(f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    return re.fullmatch("".join(lines), text) is not None
