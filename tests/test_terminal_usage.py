"""Help and errors of usage: all of it Korean where the locale says so, else as typer has it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from test_cli import ROOT, Galpi, Result
from test_cli import data as data
from test_cli import run as run

import galpi
from terminal.usage import SENTENCES, in_korean

KOREAN, ENGLISH = "ko_KR.UTF-8", "en_US.UTF-8"
COMMANDS = sorted(typer.main.get_command(galpi.app).commands)  # type: ignore[attr-defined]
_SENTENCE = re.compile(r"[A-Za-z']{2,}(?: [A-Za-z']{2,}){2,}")  # three words in a row


def called_galpi(locale: str, *arguments: str, **env: str) -> Result:
    """A process of that name, at a terminal of the usual width."""
    script = "import sys, galpi; sys.argv[0] = 'galpi'; galpi.main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "",
             "COLUMNS": "80", **env, "LANG": locale},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


HELP = """\
사용법: galpi [옵션] 명령 [인자]...

  내 노트에 묻고, 노트의 문장으로 답을 받습니다.

옵션:
  --version             버전을 출력.
  --install-completion  지금 쓰는 셸에 자동 완성을 설치합니다.
  --show-completion     지금 쓰는 셸의 자동 완성 스크립트를 보여 줍니다.
                        옮기거나 고쳐 설치할 때 씁니다.
  --help                이 도움말을 보여 줍니다.

명령:
  ask        노트의 문장으로 답합니다.
"""
HELP_OF_ASK = """\
사용법: galpi ask [옵션] [질문]...

  노트의 문장으로 답합니다.

인자:
  질문 <글 여럿>  질문. 따옴표는 없어도 되고, -는 표준 입력입니다.

옵션:
  --notes <경로>     노트 폴더.  [환경 변수: GALPI_NOTES; 기본: data]
  --store <글>       폴더나 postgresql://user@host/database. 기본은 노트 폴더
                     옆의 .galpi.
"""


@pytest.mark.parametrize(
    ("arguments", "start"), [(("--help",), HELP), (("ask", "--help"), HELP_OF_ASK)]
)
def test_help(arguments: tuple[str, ...], start: str) -> None:
    code, out, err = called_galpi(KOREAN, *arguments)
    assert (code, err) == (0, "") and out.startswith(start)
    code, out, err = called_galpi(ENGLISH, *arguments)
    assert (code, err) == (0, "") and out.startswith("Usage: galpi ")
    assert "  --help " in out and "  Show this message and exit.\n" in out
    assert not re.search("[가-힣]", out)


def test_no_arguments_are_answered_with_the_help() -> None:
    code, out, err = called_galpi(KOREAN)
    assert (code, out) == (2, "") and err.startswith(HELP)
    code, out, err = called_galpi(ENGLISH)
    assert (code, out) == (2, "") and err.startswith("Usage: galpi [OPTIONS] COMMAND [ARGS]...\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_english_in_the_help_of_a_command(command: str) -> None:
    code, out, err = called_galpi(KOREAN, command, "--help")
    assert (code, err) == (0, "")
    assert not _SENTENCE.search(out)
    assert not re.search(r"Usage|Options|Arguments|default|env var|required|<[a-z]+[ >]", out)
    assert max(map(_cells, out.splitlines())) <= 80


def _cells(line: str) -> int:
    return len(line) + len(re.findall("[ㄱ-힣]", line))


# In the process of the tests, which was started in English, the names of arguments are English.
ERRORS = [
    (["ask"], "값이 잘못되었습니다: 질문(question)이 없습니다"),
    (["nope"], "'nope' 명령은 없습니다"),
    (["asc"], "'asc' 명령은 없습니다. 비슷한 것: 'ask'"),
    (["ask", "--nope"], "--nope 옵션은 없습니다. 비슷한 것: --model, --notes, --store"),
    (["ask", "x", "-z"], "-z 옵션은 없습니다"),
    (["ask", "x", "--json=3"], "'--json' 옵션에는 값을 줄 수 없습니다"),
    (["ask", "--batch", "nope"], "'--batch'의 값이 잘못되었습니다: 'nope': 그런 파일이 없습니다"),
    (["search", "x", "-k", "nope"], "'-k'의 값이 잘못되었습니다: 정수여야 합니다"),
    (["search", "x", "-k", "0"], "'-k'의 값이 잘못되었습니다: 1 이상이어야 합니다"),
    (["search", "x", "-k", "101"], "'-k'의 값이 잘못되었습니다: 100 이하여야 합니다"),
    (["search", "x", "-k"], "'-k' 옵션에는 값이 있어야 합니다"),
    (["eval", "q", "--compare", "x"], "'--compare' 옵션에는 값이 2개 있어야 합니다"),
    (["show"], "'PATH[:LINE]' 인자가 빠졌습니다"),
    (["demo", "a", "b"], "남는 인자가 있습니다: b"),
    (
        ["list", "x"],
        "'what'의 값이 잘못되었습니다: 'x': 'all', 'books', 'tags', 'notes' 가운데 하나여야 합니다",
    ),
    (["calibrate"], "값이 잘못되었습니다: 질문.jsonl이나 --reset을 주세요"),
]


@pytest.mark.parametrize(("arguments", "told"), ERRORS, ids=lambda value: "-".join(value)[:20])
def test_wrong_usage_in_korean(
    run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.setenv("LANGUAGE", "ko")
    code, out, err = run(*arguments)
    assert (code, out, err.splitlines()[-1]) == (2, "", f"오류: {told}")
    assert len(err.splitlines()) == 1 or err.startswith("사용법: ")


@pytest.mark.parametrize(
    ("arguments", "usage", "told"),
    [
        (["ask"], "galpi ask [옵션] [질문]...", "값이 잘못되었습니다: 질문(question)이 없습니다"),
        (["nope"], "galpi [옵션] 명령 [인자]...", "'nope' 명령은 없습니다"),
        (["show"], "galpi show [옵션] {경로[:줄]}", "'경로[:줄]' 인자가 빠졌습니다"),
        (
            ["search", "x", "-k", "nope"],
            "galpi search [옵션] [질문]...",
            "'-k'의 값이 잘못되었습니다: 정수여야 합니다",
        ),
    ],
)
def test_wrong_usage_of_a_process(arguments: list[str], usage: str, told: str) -> None:
    called = usage.split(" [")[0]
    assert called_galpi(KOREAN, *arguments) == (
        2,
        "",
        f"사용법: {usage}\n도움말: {called} --help\n\n오류: {told}\n",
    )


@pytest.mark.parametrize("locale", [ENGLISH, "C"])
def test_wrong_usage_in_english(locale: str) -> None:
    assert called_galpi(locale, "ask", "--nope") == (
        2,
        "",
        "Usage: galpi ask [OPTIONS] [QUESTION]...\nTry 'galpi ask --help' for help.\n\n"
        "Error: No such option: --nope (Possible options: --model, --notes, --store)\n",
    )


def test_completion(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    code, out, err = called_galpi(KOREAN, "--install-completion", **env)
    assert not _SENTENCE.search(out + err)
    scripts = [called_galpi(each, "--show-completion", **env) for each in (KOREAN, ENGLISH)]
    assert scripts[0][1] == scripts[1][1]
    assert not _SENTENCE.search(scripts[0][2])


def test_the_end_of_the_input(run: Galpi, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(*_: object) -> None:
        raise EOFError

    monkeypatch.setenv("LANGUAGE", "ko")
    monkeypatch.setattr("terminal.asking._question", ends)
    assert run("ask") == (1, "", "\n그만두었습니다\n")


def test_what_is_not_known_stays_as_it_is() -> None:
    for text in ("Error: Something new about 'x'.", "", "가: 나", "{}", "[a; b]"):
        assert in_korean(text).endswith(text.removeprefix("Error: "))


def test_all_places_of_a_sentence_are_kept() -> None:
    for english, korean in SENTENCES:
        assert english.count("{}") == korean.count("{}") or english.endswith("integer{}")
        assert english.count("{}") or in_korean(english) == korean
