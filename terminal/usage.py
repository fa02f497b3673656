"""Help and errors of usage in Korean, where typer has them in English alone.

typer brings a click of its own whose sentences do not go through gettext, so they are told again
here as they are shown. One that is not in the table stays as it is.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any
from unicodedata import east_asian_width

import typer
from typer.core import TyperGroup

from terminal.language import is_korean

# Each `{}` is told in Korean in its turn. The first that fits counts.
SENTENCES = (
    ("[OPTIONS] COMMAND [ARGS]...", "[옵션] 명령 [인자]..."),
    ("[OPTIONS]{}", "[옵션]{}"),
    ("Arguments", "인자"),
    ("Options", "옵션"),
    ("Commands", "명령"),
    ("Show this message and exit.", "이 도움말을 보여 줍니다."),
    ("Install completion for the current shell.", "지금 쓰는 셸에 자동 완성을 설치합니다."),
    (
        "Show completion for the current shell, to copy it or customize the installation.",
        "지금 쓰는 셸의 자동 완성 스크립트를 보여 줍니다. 옮기거나 고쳐 설치할 때 씁니다.",
    ),
    ("{} <path>", "{} <경로>"),
    ("{} <str>", "{} <글>"),
    ("{} <str,str>...", "{} <글> <글>"),
    ("{} <int>", "{} <정수>"),
    ("{} <int range>", "{} <정수>"),
    ("{} <FileText>", "{} <파일>"),
    ("{} <list[str]>", "{} <글 여럿>"),
    ("{} <list[Path]>", "{} <경로 여럿>"),
    ("{}  [{}]", "{}  [{}]"),
    ("[{}]", "[{}]"),
    ("env var: {}; {}", "환경 변수: {}; {}"),
    ("env var: {}", "환경 변수: {}"),
    ("default: {}; {}", "기본: {}; {}"),
    ("default: {}", "기본: {}"),
    ("required", "필수"),
    ("Try '{}' for help.", "도움말: {}"),
    ("Error: {}", "오류: {}"),
    ("Invalid value for {}: {}", "{}의 값이 잘못되었습니다: {}"),
    ("Invalid value: {}", "값이 잘못되었습니다: {}"),
    ("No such command {}. Did you mean {}?", "{} 명령은 없습니다. 비슷한 것: {}"),
    ("No such command {}.", "{} 명령은 없습니다"),
    ("No such option: {} (Possible options: {})", "{} 옵션은 없습니다. 비슷한 것: {}"),
    ("No such option: {}", "{} 옵션은 없습니다"),
    ("Missing command.", "명령이 빠졌습니다"),
    ("Missing argument {}.", "{} 인자가 빠졌습니다"),
    ("Missing option {}.", "{} 옵션이 빠졌습니다"),
    ("Option {} requires an argument.", "{} 옵션에는 값이 있어야 합니다"),
    ("Option {} requires {} arguments.", "{} 옵션에는 값이 {}개 있어야 합니다"),
    ("Option {} does not take a value.", "{} 옵션에는 값을 줄 수 없습니다"),
    ("Got unexpected extra argument(s) ({})", "남는 인자가 있습니다: {}"),
    ("Value error, {} is not one of {}.", "{}: {} 가운데 하나여야 합니다"),
    ("Input should be a valid integer{}", "정수여야 합니다"),
    ("Input should be greater than or equal to {}", "{} 이상이어야 합니다"),
    ("Input should be less than or equal to {}", "{} 이하여야 합니다"),
    ("{}: No such file or directory", "{}: 그런 파일이 없습니다"),
    ("{}: Is a directory", "{}: 파일이 아니라 폴더입니다"),
    ("{}: Permission denied", "{}: 열 권한이 없습니다"),
    ("{} completion installed in {}", "{} 자동 완성을 설치했습니다: {}"),
    (
        "Completion will take effect once you restart the terminal",
        "터미널을 다시 열면 자동 완성이 됩니다",
    ),
    ("Shell {} is not supported.", "{} 셸의 자동 완성은 없습니다"),
    ("Shell {} not supported.", "{} 셸의 자동 완성은 없습니다"),
)


def in_korean(text: str) -> str:
    for english, korean in SENTENCES:
        pattern = re.escape(english).replace(r"\{\}", "(.*?)")
        if found := re.fullmatch(pattern, text):
            return korean.format(*map(in_korean, found.groups()))
    return text


_Base: Any = typer.Context.formatter_class


class _Formatter(_Base):  # type: ignore[misc]
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, in_korean(args), "사용법: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(in_korean(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], *_: int, **__: int) -> None:
        """By columns of the terminal, of which a syllable takes two; click counts characters."""
        told = [(in_korean(first), in_korean(second)) for first, second in rows]
        left = self.current_indent + max(_width(first) for first, _ in told) + 2
        for first, second in told:
            line = " " * self.current_indent + first
            for part in _wrapped(second, self.width - left):
                self.write(line + " " * (left - _width(line)) + part + "\n")
                line = ""


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):  # two spaces stand before `[default: …]`
        if line and _width(f"{line} {word}") > width:
            yield line.rstrip()
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


class _Context(typer.Context):
    formatter_class = _Formatter


class Commands(TyperGroup):
    """All commands of the command line, in the user's language."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        if is_korean():
            for command in (self, *self.commands.values()):
                command.context_class = _Context

    def main(self, *args: Any, **extra: Any) -> Any:
        if not is_korean():
            return super().main(*args, **extra)
        for option in self.params:
            if {"--install-completion", "--show-completion"} & {*option.opts}:
                option.callback = _told(option.callback)
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except typer.TyperException as error:
            with _translated():
                error.show()  # type: ignore[attr-defined]
            code = error.exit_code
        except typer.Abort:
            print("그만두었습니다", file=sys.stderr)
            code = 1
        sys.exit(code or 0)


def _told(callback: Callable[..., Any] | None) -> Callable[..., Any] | None:
    return callback and _translated()(callback)


@contextmanager
def _translated() -> Iterator[None]:
    """What is printed meanwhile, line by line."""
    out, err = StringIO(), StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            yield
    finally:
        for stream, told in ((sys.stdout, out), (sys.stderr, err)):
            stream.write("\n".join(map(in_korean, told.getvalue().split("\n"))))
