"""The command line: what is printed where, and the exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import write_notes

import galpi
from terminal.keeping import SOME_FAILED

ROOT = Path(__file__).parents[1]
REDIS = "# 1장 레디스\n\n레디스의 기본 포트는 6379다.\n"
COOKING = "# 요리\n\n국물은 멸치로 낸다. 소금은 나중에 넣는다.\n"
PORT = "레디스의 기본 포트는?"
LISTING = (
    "2024/02 1\n\n줄서기, 작업 큐\n\n비동기 책을 요약한 내용입니다. 3.1 작업 큐 큐는 일을 내보냄\n"
)
QUEUE = "비동기 책/03-줄서기-작업-큐.md"
QUESTIONS = f"""{{"q": "{PORT}", "path": "레디스.md", "answer": "6379"}}
{{"q": "국물은 무엇으로 내나?", "path": "요리.md", "answer": "다시마"}}
{{"q": "화성의 위성은 몇 개?"}}
"""

Result = tuple[int, str, str]  # exit code, stdout, stderr


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default notes folder, and the folder above it as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GALPI_NOTES", raising=False)
    write_notes(tmp_path / "data", {"레디스.md": REDIS, "요리.md": COOKING})
    return tmp_path / "data"


def process(*arguments: str | Path, **env: str) -> Result:
    """`python -m galpi …`, in the current folder."""
    done = subprocess.run(
        [sys.executable, "-m", "galpi", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout, done.stderr


class Galpi:
    """The same without the cost of a process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: str | Path) -> Result:
        self.monkeypatch.setattr(sys, "argv", ["galpi", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            galpi.main()
        code = end.value.code
        assert isinstance(code, int)
        return code, *self.capsys.readouterr()

    def json(self, *arguments: str | Path) -> Any:
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, "")
        assert "\\u" not in out
        return json.loads(out)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Galpi:
    return Galpi(monkeypatch, capsys)


def test_sync(run: Galpi, data: Path) -> None:
    code, out, err = run("sync")
    assert (code, err) == (0, "")
    notes, chunks = out.splitlines()
    assert notes == ("notes: 2 added, 0 changed, 0 removed, 0 renamed, 0 unchanged, 0 failed")
    assert chunks.startswith("chunks: 2 embedded, 0 reused (")
    write_notes(data, {"요리.md": COOKING + "\n## 밥\n\n쌀을 씻는다.\n"})
    report = run.json("sync", data)
    assert report.pop("seconds") >= 0
    assert report == {
        **{"added": [], "changed": ["요리.md"], "removed": [], "renamed": []},
        **{"unchanged": 1, "failed": [], "notices": [], "embedded": 1, "reused": 1},
        **{"left_out": [], "unread": []},
    }
    assert run.json("sync", "--rebuild")["embedded"] == 3


def test_ask(run: Galpi, data: Path) -> None:
    code, out, err = run("ask", PORT)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[:3] == ["레디스의 기본 포트는 6379다. [1]", "", "[1] 1장 레디스  (레디스.md:3)"]
    assert lines[-1].startswith("confidence 0.")
    answer = run.json("ask", PORT, "-k", "1")
    assert (answer["text"], len(answer["hits"])) == ("레디스의 기본 포트는 6379다.", 1)


def test_words_need_no_quotes(run: Galpi, data: Path) -> None:
    code, out, _ = run("search", *PORT.split(), "-k", "1")
    assert code == 0 and out == run("search", PORT, "-k", "1")[1]


def test_list(run: Galpi, data: Path) -> None:
    write_notes(
        data, {"산/a.md": "---\nchapter: 2\ntags: [길, 물]\n---\n글", "산/b.md": "#물\n\n글"}
    )
    code, out, _ = run("list")
    expected = ["4 notes", "  산", "    2. a", "  #물 2", "  #길 1"]
    assert (code, out.splitlines()) == (0, expected)
    assert run.json("list")["tags"] == [["물", 2], ["길", 1]]


def test_version(run: Galpi) -> None:
    code, out, err = run("--version")
    assert (code, err) == (0, "") and re.fullmatch(r"galpi \d+\.\d+\S*\n", out)


def test_what_was_not_read_is_told(run: Galpi, data: Path) -> None:
    write_notes(data, {"표.hwp": "", "템플릿/a.md": "", "계획 (conflicted copy).md": ""})
    code, _, err = run("sync")
    assert (code, err.splitlines()) == (
        0,
        [
            "  - 계획 (conflicted copy).md: a conflict copy of a cloud drive",
            "  - 템플릿: a folder of templates",
            "  - 1 files not read: .hwp 1",
        ],
    )


def test_ask_what_is_not_there(run: Galpi, data: Path) -> None:
    code, out, err = run("ask", "쿠버네티스 파드는 누가 되살려?")
    assert (code, err) == (0, "")
    first, second, *nearest = out.splitlines()
    assert first == "Not in your notes."
    assert second == "The nearest passages:"
    places, sentences = nearest[::2], nearest[1::2]
    assert [line[:5] for line in places] == ["  1. ", "  2. "]
    assert {line[5:] for line in places} == {"1장 레디스  (레디스.md:3)", "요리  (요리.md:3)"}
    for line in sentences:
        assert line[5:] in (data / "레디스.md").read_text() + (data / "요리.md").read_text()
    assert run("ask", PORT, "--chapter", "9") == (0, f"{first}\n", "")


def test_search(run: Galpi, data: Path) -> None:
    code, out, err = run("search", PORT, "-k", "1")
    assert (code, err) == (0, "")
    first, text, *rest = out.splitlines()
    assert first.startswith("1. 1장 레디스  (레디스.md:3, ")
    assert (text, rest) == ("   레디스의 기본 포트는 6379다.", [""])
    (hit,) = run.json("search", PORT, "--chapter", "1")
    assert (hit["path"], hit["rank"], hit["headings"]) == ("레디스.md", 1, ["1장 레디스"])
    assert run("search", PORT, "--chapter", "7") == (
        0,
        "No passage found.\n",
        "",
    )
    assert run.json("search", PORT, "--chapter", "7") == []


def test_import(run: Galpi, data: Path) -> None:
    write_notes(data.parent, {"목록.txt": LISTING})
    assert run("import", "목록.txt") == (0, f"written    {QUEUE}\n", "")
    report = run.json("import", "목록.txt")
    assert report == {"written": [], "unchanged": [QUEUE], "kept": []}
    assert run.json("search", "큐는?", "-k", "1")[0]["path"] == QUEUE


def test_doctor(run: Galpi, data: Path) -> None:
    code, out, err = run("doctor")
    assert (code, err) == (1, "")
    assert out.splitlines()[-1].startswith("FAIL store: ")
    run("sync")
    code, out, err = run("doctor")
    assert (code, err, "FAIL" in out) == (0, "", False)
    checks = {check["name"]: check for check in run.json("doctor")}
    assert checks["notes"] == {"name": "notes", "ok": True, "found": "2 notes in data"}
    assert checks["database"] == {"name": "database", "ok": True, "found": "sound"}


def test_eval(run: Galpi, data: Path) -> None:
    write_notes(data.parent, {"q.jsonl": QUESTIONS})
    code, out, err = run("eval", "q.jsonl")
    assert (code, err) == (0, "  ! q.jsonl:2: not verbatim in its note: 다시마\n")
    lines = out.splitlines()
    assert lines[0] == "questions: 2 answerable, 1 not"
    assert "| recall@1                      | 2 | 1.000 | 1.000 – 1.000 |" in lines
    assert lines[-3].startswith("1. 국물은 무엇으로 내나?  (q.jsonl:2)")
    record = run.json("eval", "q.jsonl")
    assert (record["name"], record["questions"], record["answerable"]) == ("full", 3, 2)
    assert record["figures"]["all"]["recall@1"] == {"value": 1, "low": 1, "high": 1, "n": 2}
    assert record["warnings"] == ["q.jsonl:2: not verbatim in its note: 다시마"]


def test_eval_of_two(run: Galpi, data: Path) -> None:
    write_notes(data.parent, {"q.jsonl": QUESTIONS})
    code, out, _ = run("eval", "q.jsonl", "--compare", "words", "full")
    assert code == 0
    head = out.splitlines()[2].split("|")
    assert [cell.strip() for cell in head[1:-1]] == [
        *("figure", "n", "words", "full", "difference", "95 % interval")
    ]
    record = run.json("eval", "q.jsonl", "--compare", "full", "full")
    assert [found["name"] for found in record["runs"]] == ["full", "full"]
    assert record["difference"]["recall@1"] == {"value": 0, "low": 0, "high": 0, "n": 2}


def test_calibrate(run: Galpi, data: Path) -> None:
    # Every word of the questions that have no answer stands in the notes.
    yes = f'{{"q": "{PORT}", "path": "레디스.md"}}\n' * 10
    no = '{"q": "소금의 기본 포트는?"}\n' * 10
    write_notes(data.parent, {"q.jsonl": yes + no})
    shipped = run.json("ask", PORT)["confidence"]
    trial = run.json("calibrate", "q.jsonl")
    assert (trial["answerable"], trial["unanswerable"]) == (10, 10)
    assert (run.json("ask", PORT)["confidence"] != shipped) == trial["saved"]
    code, out, err = run("calibrate", "q.jsonl")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("questions: 10 answerable, 10 not; ")
    done = "back to the shipped confidence\n"
    assert run("calibrate", "--reset") == (0, done, "")
    assert run.json("ask", PORT)["confidence"] == shipped


@pytest.mark.parametrize(
    ("arguments", "start", "end"),
    [
        (["ask", "?!"], "the question is empty; ", "in Korean or English"),
        (["ask", "큐", "--notes", "none"], "the notes folder none does not exist; ", "--notes"),
        (["sync", "none"], "the notes folder none does not exist; ", "--notes"),
        (
            ["ask", "큐", "--notes", "empty"],
            "no notes in empty: it holds no file such as ",
            "--notes",
        ),
        (["sync", "empty"], "no notes in empty: it holds no file such as ", "--notes"),
        (["ask", "큐", "--notes", "data/레디스.md"], "the notes folder data/레디스.md ", "data"),
        (["ask", "큐", "--book", "x"], "no book is called 'x'; ", "ask without --book"),
        (["ask", "큐", "--folder", "x"], "no folder is called 'x'; ", "ask without --folder"),
        (["ask", "큐", "--store", "file/x"], "the store file/x/data.db cannot be ", "--store"),
        (["sync", "--model", "empty"], "the store ", "--rebuild --model empty"),
        (["eval", "none"], "none cannot be read (", "with one JSON object a line"),
        (["eval", "file"], "file holds no question; ", '{"q": "…"}'),
        (["eval", "bad.jsonl"], 'bad.jsonl:2: "path" is 3; ', "a text"),
        (["calibrate", "q.jsonl"], "2 answerable and 1 unanswerable questions; ", "to the file"),
        (["import", "none.txt"], "none.txt: No such file ", "expected a blog listing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_is_one_line(
    run: Galpi, data: Path, arguments: list[str], start: str, end: str
) -> None:
    run("sync")
    (data.parent / "empty").mkdir()
    bad = '{"q": "a"}\n{"q": "b", "path": 3}\n'
    write_notes(data.parent, {"file": "", "bad.jsonl": bad, "q.jsonl": QUESTIONS})
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    (line,) = err.splitlines()
    assert line.startswith(f"galpi: {start}")
    assert line.endswith(end)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "큐", "--chapter", "x"], "--chapter"),
        (["ask", "큐", "-k", "0"], "-k"),
        (["ask"], "question"),
        (["eval"], "QUESTIONS"),
        (["calibrate"], "--reset"),
        (["calibrate", "q.jsonl", "--reset"], "--reset"),
        (["nothing"], "nothing"),
        (["sync", "--nothing"], "--nothing"),
    ],
)
def test_wrong_usage(run: Galpi, data: Path, arguments: list[str], named: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert named in err.splitlines()[-1]
    assert "Traceback" not in err


def test_a_bad_note_gets_a_line_and_the_others_are_read(data: Path) -> None:
    korean = (
        "# 옛 노트\n\n이 글은 오래된 편집기에서 저장한 한국어 글입니다. 그대로 읽혀야 합니다.\n"
    )
    write_notes(
        data,
        {
            "cp949.txt": korean.encode("cp949"),
            "binary.md": bytes(range(256)) * 8,
            "empty.md": b"",
            "front.md": "---\ntitle: [가\n---\n\n앞부분이 깨진 노트다.\n",
        },
    )
    code, out, err = process("sync")
    assert code == SOME_FAILED
    assert out.startswith("notes: 5 added, 0 changed, 0 removed, 0 renamed, 0 unchanged, 1 ")
    bad, old, empty, front = err.splitlines()
    assert empty == "  ! empty.md: is empty; there is nothing to find in it yet"
    assert bad == "  ! binary.md: is not text (it holds NUL bytes); remove it or rename it"
    assert old == "  ! cp949.txt: read as cp949; UTF-8 was expected"
    assert (
        front == "  ! front.md: front matter is not valid YAML in line 3; ignored, please mend it"
    )
    code, out, err = process("search", "오래된 편집기", "-k", "1", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)[0]["path"] == "cp949.txt"


def test_process_on_a_terminal_without_hangul(data: Path) -> None:
    code, out, err = process("ask", PORT, "--json", PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "")
    assert '"text": "레디스의 기본 포트는 6379다.",' in out.splitlines()[3]
    assert json.loads(out)["question"] == PORT


def test_process_with_bytes_that_are_no_text(data: Path) -> None:
    assert process("ask", "파드 \udcff", "--notes", data) == (
        1,
        "",
        "galpi: the question holds a broken character; send it as UTF-8\n",
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full, of Linux alone")
def test_a_full_disk() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "galpi", "--version"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "galpi: [Errno 28] No space left on device\n")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import atexit, sys, galpi; sys.argv = ['galpi', '--help']; "
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); galpi.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert "Ask your own study notes." in done.stdout
    heavy = {"numpy", "faiss", "kiwipiepy", "tokenizers", "torch", "gradio", "sqlite3", "qa"}
    assert heavy & set(done.stderr.split()) == set()


@pytest.mark.parametrize("command", [["sync"], ["ask", "파드?"]])
def test_nothing_is_made_beside_a_missing_folder(
    run: Galpi, tmp_path: Path, command: list[str]
) -> None:
    run(*command, "--notes", str(tmp_path / "없는 곳" / "노트"))
    assert not (tmp_path / "없는 곳").exists()
