"""The commands sync, watch and doctor: what they print where, their exit codes and their log."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import write_notes
from test_cli import Galpi, Result, process

import index.care.checks
from galpi import TRY_LATER
from index.log import LOG, printable
from index.reading.reasons import told
from index.store.embedded.lock import write_lock
from terminal.keeping import CHECKS, SOME_FAILED

ROOT = Path(__file__).parents[1]
REDIS = "# 1장 레디스\n\n레디스의 기본 포트는 6379다.\n"
SECRET = "아무도 모르는 비밀번호"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default notes folder, and the folder above it as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GALPI_NOTES", raising=False)
    write_notes(tmp_path / "data", {"레디스.md": REDIS})
    return tmp_path / "data"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Galpi:
    galpi = Galpi(monkeypatch, capsys)

    class Static(Galpi):
        """With the model that loads fastest."""

        def __call__(self, *arguments: str | Path) -> Result:
            model = () if arguments[0] == "doctor" else ("--model", "bundled")
            return galpi(*arguments, *model)

    return Static(monkeypatch, capsys)


def test_a_dry_run_makes_nothing(run: Galpi, data: Path) -> None:
    code, out, err = run("sync", "--dry-run")
    first, counts, chunks = out.splitlines()
    assert (code, err) == (0, "")
    assert first == "  added    레디스.md"
    assert counts == ("notes: 1 added, 0 changed, 0 removed, 0 renamed, 0 unchanged, 0 failed")
    assert chunks.startswith("chunks: 1 embedded, 0 reused (")
    assert [path.name for path in data.parent.iterdir()] == ["data"]


def test_a_dry_run_of_a_store_that_is_there(run: Galpi, data: Path) -> None:
    run("sync")
    (data / "레디스.md").rename(data / "red\nis.md")
    before = (data.parent / ".galpi" / "data.db").read_bytes()
    assert run("sync", "--dry-run")[1].splitlines()[0] == r"  renamed  red\nis.md"
    assert run.json("sync", "--dry-run")["renamed"] == ["red\nis.md"]
    assert (data.parent / ".galpi" / "data.db").read_bytes() == before
    assert run.json("sync")["renamed"] == ["red\nis.md"]


def test_exit_codes_for_cron(run: Galpi, data: Path) -> None:
    write_notes(data, {"나쁨.md": b"\0"})
    code, out, err = run("sync", "--json")
    reason = told("nul")
    assert code == SOME_FAILED == 3
    assert json.loads(out)["failed"] == [{"path": "나쁨.md", "reason": reason}]
    (data / "나쁨.md").unlink()
    write_notes(data, {"b.md": "볼륨"})
    with write_lock(data.parent / ".galpi" / "data.db"):
        code, out, err = run("sync")
    assert (code, out) == (TRY_LATER, "") == (75, "")
    assert err.startswith(f"galpi: another galpi (process {os.getpid()} on ")
    assert err.endswith("wait until it is done and try again\n")
    assert run("sync")[0] == 0


def test_the_log_tells_what_was_done_but_not_what_is_written(run: Galpi, data: Path) -> None:
    write_notes(data, {"b.md": f"# {SECRET}\n\n{SECRET}를 적는다.\n", "나쁨.md": b"\0"})
    code, _, err = run("sync", "--verbose")
    log = (data.parent / ".galpi" / "galpi.log").read_text(encoding="utf-8")
    lines = [line.split(" ", 4)[3:] for line in log.splitlines()]
    assert ["DEBUG", "b.md: 1 chunks, 1 embedded"] in lines
    assert ["WARNING", f"나쁨.md: {told('nul')}"] in lines
    assert any(
        level == "INFO"
        and "2 added, 0 changed, 0 removed, 0 renamed, 0 unchanged, 1 failed" in told
        for level, told in lines
    )
    assert "DEBUG b.md: 1 chunks, 1 embedded" in err
    assert SECRET not in log + err
    run("sync", "--rebuild")
    assert "DEBUG" not in (data.parent / ".galpi" / "galpi.log").read_text("utf-8")[len(log) :]
    assert len(LOG.handlers) == 1  # nothing stays open


@pytest.mark.parametrize(
    ("text", "shown"),
    [("가 🇰🇷 e\u0301", "가 🇰🇷 e\u0301"), ("a\nb\t\x1b[2J", r"a\nb\t\x1b[2J"), ("\u202e", r"\u202e"),
     ("\udcff", r"\udcff")],
)  # fmt: skip
def test_what_is_printed_cannot_steer_a_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_doctor_repairs(run: Galpi, data: Path) -> None:
    run("sync")
    path = data.parent / ".galpi" / "data.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE chunks SET text = '바뀐 글'")
    code, out, err = run("doctor")
    assert (code, err) == (1, "")
    (line,) = [line for line in out.splitlines() if line.startswith("FAIL")]
    assert line == (
        "FAIL passages: 레디스.md: its passages in the store are not those of the file; "
        "run: galpi sync --rebuild"
    )
    code, out, err = run("doctor", "--repair")
    assert (code, "FAIL" in out) == (0, False)
    assert err.startswith("mended: 1 added, ")
    path.write_bytes(b"no database")
    code, out, err = run("doctor", "--repair")
    assert (code, "FAIL" in out) == (0, False)
    assert err.startswith("mended: data.db is kept as data.db.aside-1; ")
    assert path.with_name("data.db.aside-1").read_bytes() == b"no database"


def doctor(locale: str, *options: str) -> tuple[int, list[str], str]:
    """Without the lines of the packages, which have a name and a version alone."""
    code, out, err = process("doctor", *options, LANGUAGE="", LC_ALL="", LANG=locale)
    lines = [line for line in out.splitlines() if not re.match(r"\S+ +[a-z-]+: [\d.]+$", line)]
    return code, lines, err


def test_doctor_in_korean(data: Path) -> None:
    good = ["정상 내장 모델: 384차원", "정상 노트: data에 1개"]
    path = data.parent / ".galpi" / "data.db"
    missing = f"이상 저장소: 아직 없습니다({path.resolve()}); 실행: galpi sync data"
    assert doctor("ko_KR.UTF-8") == (1, [*good, missing], "")
    assert process("sync")[0] == 0
    code, lines, err = doctor("ko_KR.UTF-8")
    assert (code, err) == (0, "")
    assert lines[:-1] == [
        *good,
        "정상 데이터베이스: 온전합니다",
        "정상 벡터와 낱말: 모델 bundled의 내용 1개, 체크섬이 모두 맞습니다",
        "정상 문단: 노트 1개가 파일과 같습니다",
    ]
    assert re.fullmatch(r"정상 마지막 동기화: [\dT:.+-]+Z?", lines[-1])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE contents SET length = 99")
    code, lines, err = doctor("ko_KR.UTF-8")
    told = "이상 벡터와 낱말: 내용 1의 낱말이 망가졌습니다; 실행: galpi sync --rebuild"
    assert (code, lines[3], err) == (1, told, "")
    code, lines, err = doctor("ko_KR.UTF-8", "--repair")
    assert (code, lines[3][:2]) == (0, "정상")
    assert err == "고침: 추가 1, 변경 0, 삭제 0, 이름 바뀜 0, 그대로 0, 실패 0\n"
    path.write_bytes(b"no database")
    code, _, err = doctor("ko_KR.UTF-8", "--repair")
    assert code == 0 and err.startswith("고침: data.db → data.db.aside-1: 남겨 둡니다. ")


def test_doctor_in_english_and_for_programs(data: Path) -> None:
    good = ["ok   bundled model: 384 dimensions", "ok   notes: 1 notes in data"]
    path = (data.parent / ".galpi" / "data.db").resolve()
    missing = f"{path} does not exist yet; run: galpi sync data"
    for locale in ("en_US.UTF-8", "C"):
        assert doctor(locale) == (1, [*good, f"FAIL store: {missing}"], "")
    code, out, err = process("doctor", "--json", LANGUAGE="", LC_ALL="", LANG="ko_KR.UTF-8")
    assert (code, err) == (1, "")
    assert json.loads(out)[-1] == {"name": "store", "ok": False, "found": missing}


def test_every_check_has_a_name_in_korean(data: Path) -> None:
    source = Path(index.care.checks.__file__).read_text(encoding="utf-8")
    named = re.findall(r'(?:_check|_told|Check)\(\s*"([a-z ]+)"', source)
    assert {*named} == {*CHECKS}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch(data: Path, number: signal.Signals) -> None:
    arguments = [sys.executable, "-m", "galpi", "watch", str(data), "--model", "bundled"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    ) as watching:  # fmt: skip
        assert watching.stdout and watching.stderr
        assert watching.stderr.readline() == f"watching {data}\n"
        assert watching.stdout.readline() == "  added    레디스.md\n"
        watching.stdout.readline()
        assert watching.stdout.readline().startswith("chunks: 1 embedded")
        write_notes(data, {"b.md": "볼륨"})
        assert watching.stdout.readline() == "  added    b.md\n"
        watching.send_signal(number)
        _, err = watching.communicate(timeout=60)
    assert (watching.returncode, err) == (0, "")


def test_watch_of_a_missing_folder(data: Path) -> None:
    code, out, err = process("watch", "none")
    assert (code, out) == (1, "")
    assert err.startswith("galpi: the notes folder none does not exist; make it")
