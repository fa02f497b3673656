"""What the terminal adds: one language, links, colours, a conversation, many questions at once."""

import ast
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Container, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from conftest import write_notes
from test_cli import PORT, REDIS, ROOT, Galpi, process
from test_cli import data as data
from test_cli import run as run

from index.errors import NotesError
from index.language import half
from terminal.editor import command
from terminal.language import is_korean
from terminal.output import has_links

SENTENCE = "레디스의 기본 포트는 6379다."
LINKS = {"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}


def on_a_terminal(typed: str, *arguments: str, **env: str) -> str:
    """What `galpi …` writes to a terminal on which that is typed, without carriage returns."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "galpi", *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "", **LINKS, **env},
    ) as running:  # fmt: skip
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        with suppress(OSError):  # Linux says so that the other end is closed, macOS reads nothing
            while part := os.read(ours, 65_536):
                shown += part
        running.wait(60)
    os.close(ours)
    return shown.decode().replace("\r", "")


def test_a_conversation_with_links_an_editor_and_a_history(data: Path) -> None:
    opened = data.parent / "opened"
    editor = data.parent / "vim"
    editor.write_text(f'#!/bin/sh\necho "$@" >> "{opened}"\n', encoding="utf-8")
    editor.chmod(0o755)
    typed = f"{PORT}\n1\n9\n그건 왜?\n/new\n1\n/quit\n"
    shown = on_a_terminal(typed, "chat", EDITOR=str(editor))
    link = f"vscode://file{data.resolve()}/%EB%A0%88%EB%94%94%EC%8A%A4.md:3"
    assert f"\033[1;30;43m{SENTENCE}\033[0m [1]" in shown
    assert f"(\033]8;;{link}\033\\레디스.md:3\033]8;;\033\\)" in shown
    assert opened.read_text(encoding="utf-8") == f"+3 {data / '레디스.md'}\n".replace(
        str(data), "data"
    )
    assert "galpi: there is no 9; there are 1" in shown
    assert f"(searched together with the question before: {PORT}" in shown
    history = data.parent / ".galpi" / "history"
    assert PORT in history.read_text(encoding="utf-8") and history.stat().st_mode & 0o077 == 0


def test_without_colour_and_links_in_korean(data: Path) -> None:
    env = {"NO_COLOR": "1", "TERM_PROGRAM": "", "TERM": "xterm", "LANGUAGE": "ko"}
    shown = on_a_terminal("", "ask", *PORT.split(), **env)
    assert "\033" not in shown
    lines = shown.splitlines()
    assert lines[:3] == [f"{SENTENCE} [1]", "", "[1] 1장 레디스  (레디스.md:3)"]
    assert lines[-1].startswith("확신 0.")


def test_a_conversation_through_a_pipe(
    run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PORT}\n?!\n"))
    code, out, err = run("chat")
    assert code == 0 and out.startswith(f"{SENTENCE} [1]\n")
    assert err.startswith("galpi: the question is empty; ")
    assert not (data.parent / ".galpi" / "history").exists()


def test_many_questions(run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        f'{{"q": "{PORT}", "path": "레디스.md", "chapter": 7}}',
        f'{{"question": "{PORT}", "k": 1}}',
        "",
        f'"{PORT}"',
        PORT,
        f'{{"question": "{PORT}", "k": "1"}}',
        f'{{"question": "{PORT}", "author": "나"}}',
        f'{{"question": "{PORT}", "book": "없는 책"}}',
        '{"question": ',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    code, out, err = run("ask", "--batch", "-", "-k", "2")
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err, "\\u" in out) == (1, "", False)
    assert [answer["text"] for answer in found[:4]] == [SENTENCE] * 4
    assert [len(answer["hits"]) for answer in found[:4]] == [2, 1, 2, 2]
    assert [(one["line"], one["error"].split(";")[0]) for one in found[4:]] == [
        (6, "k: Input should be a valid integer"),
        (7, "author: Extra inputs are not permitted"),
        (8, "no book is called '없는 책'"),
        (9, "no JSON: Expecting value: line 1 column 13 (char 12)"),
    ]


def test_a_question_from_standard_input(
    run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PORT}\n"))
    assert run.json("ask", "-")["question"] == PORT


def test_show(run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notes(data, {"책/긴 글.md": "".join(f"줄 {n}\r\n" for n in range(1, 31)), "a:3.md": "가"})
    for place in ("레디스", "data/레디스.md", data / "레디스.md"):
        assert run("show", place) == (0, REDIS, "")
    assert run("show", "a:3.md") == (0, "가\n", "")
    code, out, _ = run("show", "긴 글.md:10")
    lines = out.splitlines()
    assert (code, lines[0], len(lines)) == (0, "책/긴 글.md:10", 12)
    assert lines[5:8] == ["  9  줄 9", ">10  줄 10", " 11  줄 11"]
    whole = run.json("show", "책/긴 글.md:10")
    assert (whole["path"], whole["line"], whole["book"]) == ("책/긴 글.md", 10, "책")
    assert whole["links"]["vscode"].endswith("/%EA%B8%B4%20%EA%B8%80.md:10")
    assert run("show", "레드스.md") == (
        *(1, ""),
        "galpi: 레드스.md: no such note; the nearest: 레디스.md\n",
    )
    monkeypatch.setenv("EDITOR", "no-such-editor -x")
    assert run("show", "레디스", "--edit")[2].startswith("galpi: the editor 'no-such-editor -x' ")


def test_lists(run: Galpi, data: Path) -> None:
    write_notes(data, {"산/a.md": "---\nchapter: 2\ntags: [길]\n---\n글", "산/b.md": "글"})
    (data / ".obsidian").mkdir()
    assert run("list", "books")[1].splitlines() == ["  산", "    2. a"]
    assert run("list", "tags")[1] == "  #길 1\n"
    assert run("list", "notes", "--book", "산")[1].splitlines() == ["산/a.md  a", "산/b.md  b"]
    (entry,) = run.json("list", "--tag", "길")
    assert (entry["path"], entry["chapter"], entry["tags"]) == ("산/a.md", 2, ["길"])
    assert entry["links"]["obsidian"].startswith("obsidian://open?path=%2F")


def test_completion_knows_the_commands(data: Path) -> None:
    env = {"_GALPI_COMPLETE": "complete_bash", "COMP_WORDS": "galpi sh", "COMP_CWORD": "1"}
    script = "import sys, galpi; sys.argv[0] = 'galpi'; galpi.main()"
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.split() == ["show"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", "?!"), "질문이 비어 있습니다. 한국어나 영어로 몇 마디 적어 주세요."),
        (
            ("ask", "큐", "--book", "x"),
            "책 'x' 없음. --book 없이 물으세요.",
        ),
        (("show", "없는 것"), "없는 것: 그런 노트가 없습니다. galpi list를 보세요."),
    ],
)
def test_errors_in_korean(
    run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str], told: str
) -> None:
    monkeypatch.setenv("LANGUAGE", "ko")
    assert run(*arguments) == (1, "", f"galpi: {told}\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            "--read-store none",
            "저장소(none/data.db)가 아직 없습니다. 먼저 galpi sync를 실행하세요.",
        ),
        (
            "--store cut",
            "저장소(cut/data.db)가 망가졌습니다(36,864바이트에서 100바이트만 남음). "
            "galpi doctor --repair로 그 옆에 새로 만드세요.",
        ),
        (
            "--model no_such:model",
            "모델('no_such:model')을 불러올 수 없습니다(ModuleNotFoundError: No module named "
            "'no_such'). 모듈과 그 안의 임베딩 이름을 module:name으로 주거나 --model bundled를 "
            "주세요.",
        ),
    ],
)
def test_what_stands_in_the_way_in_korean(data: Path, arguments: str, told: str) -> None:
    (data.parent / "cut").mkdir()
    head = b"SQLite format 3\0\x10\0".ljust(28, b"\0") + (9).to_bytes(4)
    (data.parent / "cut" / "data.db").write_bytes(head.ljust(100, b"\0"))
    env = {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "ko_KR.UTF-8"}
    assert process("ask", "큐", *arguments.split(), **env) == (1, "", f"galpi: {told}\n")


# Of readers and listings, which say what is wrong with a note in both languages (`told`).
IN_BOTH = {
    "NoteError(path, str(error))",
    "NoteError(file.path, file.problem)",
    "NotesError(str(error))",
}
TELLING = {"told", "in_both", "say"}  # functions that give it


def kinds(root: type[NotesError] = NotesError) -> Iterator[str]:
    yield root.__name__
    for kind in root.__subclasses__():
        yield from kinds(kind)


def has_korean(node: ast.AST, constants: Container[str]) -> bool:
    """`constants`: names of the module that stand for Korean."""
    for part in ast.walk(node):
        name = getattr(part, "id", getattr(part, "attr", ""))
        if name == "korean" or name in constants:
            return True
        if isinstance(part, ast.Call) and ast.unparse(part.func) in TELLING:
            return True
        if isinstance(part, ast.Constant) and re.search("[가-힣]", str(part.value)):
            return True
    return False


def only_english(path: Path) -> Iterator[str]:
    """Errors that a module makes without their Korean."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set(kinds()) - {"NotReady"}  # which says the same in all places
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    constants = {ast.unparse(node.targets[0]) for node in assigned if has_korean(node.value, ())}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            if not has_korean(node, constants) and ast.unparse(node) not in IN_BOTH:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"


def test_every_error_is_in_both_languages() -> None:
    for module in ("chat.server.errors", "qa.entries"):  # which have kinds of their own
        import_module(module)
    folders = ("index", "qa", "chat", "terminal")
    paths = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    assert {"StoreMissing", "UiError", "NoteMissing"} <= set(kinds())
    found = [line for path in paths for line in only_english(path)]
    assert found == []


def test_help_in_korean() -> None:
    code, out, _ = process("--help", LANGUAGE="", LC_ALL="ko_KR.UTF-8")
    assert code == 0 and "내 노트에 묻고" in out and "Answer" not in out


@pytest.mark.parametrize(
    ("env", "korean"),
    [
        ({"LANG": "ko_KR.UTF-8"}, True),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ko:en"}, True),
        ({"LC_MESSAGES": "ko_KR", "LANG": "en_US"}, True),
        ({"LANG": "C.UTF-8"}, False),
    ],
)
def test_the_locale_chooses(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], korean: bool
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert is_korean() == korean


@pytest.mark.parametrize(
    ("text", "korean", "english"),
    [
        ("그림 파일 · a drawing", "그림 파일", "a drawing"),
        ("a/b.md: 그림 파일 · a drawing", "a/b.md: 그림 파일", "a/b.md: a drawing"),
        ("파일 1개 · 1 file: .x", "파일 1개", "1 file: .x"),
        ("the notes folder 가 · 나 does not exist", None, None),
        ("plain · words", None, None),
    ],
)
def test_a_text_in_both_languages(text: str, korean: str | None, english: str | None) -> None:
    assert half(text, korean=True) == (korean or text)
    assert half(text, korean=False) == (english or text)


@pytest.mark.parametrize(
    ("environ", "known"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"VTE_VERSION": "7006"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "vscode"}, False),
        ({"TERM": "dumb", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
    ],
)
def test_terminals_that_have_links(environ: dict[str, str], known: bool) -> None:
    assert has_links(environ) == known


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        ("code --wait", ["code", "--wait", "-g", "a b.md:3"]),
        ("/usr/bin/nvim", ["/usr/bin/nvim", "+3", "a b.md"]),
        ("subl", ["subl", "a b.md:3"]),
        ("'my editor' -x", ["my editor", "-x", "a b.md"]),
    ],
)
def test_editors_take_a_line_in_their_own_way(editor: str, expected: list[Any]) -> None:
    assert command(editor, Path("a b.md"), 3) == expected
