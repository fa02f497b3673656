"""A notebook: opened, asked, kept in step with its folder, from several threads and processes."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from conftest import file_of, write_notes

from index.errors import FolderError, QuestionError, StoreError, StoreMismatch
from qa import Notebook

ROOT = Path(__file__).parents[1]
REDIS = "# 1장 레디스\n\n레디스의 기본 포트는 6379다. 데이터를 메모리에 둔다.\n"
KAFKA = "# 2장 카프카\n\n카프카는 메시지를 파티션에 나누어 저장한다.\n"
COOKING = "# 요리\n\n국물은 멸치로 낸다. 소금은 나중에 넣는다.\n"
PORT = "레디스의 기본 포트는?"


@pytest.fixture
def notebook(notes: Path) -> Iterator[Notebook]:
    write_notes(notes, {"레디스.md": REDIS, "카프카.md": KAFKA, "요리.md": COOKING})
    with closing(Notebook.open(notes)) as notebook:
        yield notebook


def test_answer(notebook: Notebook) -> None:
    answer = notebook.ask(f"  {PORT}\n")
    assert (answer.question, answer.found) == (PORT, True)
    (span, *_) = answer.spans
    assert (span.text, span.line, span.hit) == ("레디스의 기본 포트는 6379다.", 3, 1)
    assert (span.start, span.end) == (REDIS.index("레디스의"), REDIS.index(" 데이터"))
    (citation, *_) = answer.citations
    assert (citation.number, citation.path, citation.line) == (1, "레디스.md", 3)
    assert citation.label == "1장 레디스"
    assert 0.5 <= answer.confidence <= 1
    assert 0 < answer.seconds < 60


def test_opening_follows_the_folder(notebook: Notebook, notes: Path) -> None:
    write_notes(notes, {"쥐.md": "# 쥐\n\n햄스터는 밤에 쳇바퀴를 돈다.\n"})
    (notes / "요리.md").unlink()
    with closing(Notebook.open(notes)) as again:
        assert again.sync().unchanged == 3
        assert [hit.path for hit in again.search("햄스터")][0] == "쥐.md"
    paths = {hit.path for hit in notebook.search("햄스터")}
    assert paths == {"쥐.md", "레디스.md", "카프카.md"}


def test_a_sync_by_another_process_is_seen(notebook: Notebook, notes: Path) -> None:
    assert notebook.search("햄스터")[0].path != "쥐.md"
    write_notes(notes, {"쥐.md": "# 쥐\n\n햄스터는 밤에 쳇바퀴를 돈다.\n"})
    script = "import sys; from qa import Notebook; Notebook.open(sys.argv[1]).close()"
    subprocess.run([sys.executable, "-c", script, notes], cwd=ROOT, check=True)
    (hit, *_) = notebook.search("햄스터")
    assert (hit.path, hit.text) == ("쥐.md", "햄스터는 밤에 쳇바퀴를 돈다.")


def test_all_notes_gone(notebook: Notebook, notes: Path) -> None:
    for path in notes.iterdir():
        path.unlink()
    assert notebook.sync().removed == ("레디스.md", "요리.md", "카프카.md")
    answer = notebook.ask(PORT)
    assert (answer.found, answer.hits, answer.confidence) == (False, (), 0.0)


def test_a_cited_note_that_changed_is_stale(notebook: Notebook, notes: Path) -> None:
    assert notebook.ask(PORT).stale == ()
    write_notes(
        notes, {"레디스.md": REDIS.replace("6379", "6380") + "\n", "요리.md": "# 새 요리\n"}
    )
    answer = notebook.ask(PORT)
    assert answer.stale == ("레디스.md",)
    assert answer.spans[0].text == "레디스의 기본 포트는 6379다."
    notebook.sync()
    answer = notebook.ask(PORT)
    assert (answer.stale, answer.spans[0].text) == ((), "레디스의 기본 포트는 6380다.")
    (notes / "레디스.md").unlink()
    assert notebook.ask(PORT).stale == ("레디스.md",)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty; ask in a few words, in Korean or English"),
        (" \t\n", "the question is empty; ask in a few words, in Korean or English"),
        ("?! … 👍", "the question is empty; ask in a few words, in Korean or English"),
        (
            "가" * 10_000,
            "the question has 10,000 characters; at most 1,000 are read, ask in a sentence or two",
        ),
        (
            "a" * 1_000_000,
            "the question has 1,000,000 characters; at most 1,000 are read, "
            "ask in a sentence or two",
        ),
        ("파드\udcff", "the question holds a broken character; send it as UTF-8"),
    ],
    ids=["empty", "blank", "marks", "10,000", "1 MB", "surrogate"],
)
def test_no_question(notebook: Notebook, question: str, message: str) -> None:
    for method in (notebook.ask, notebook.search):
        with pytest.raises(QuestionError) as error:
            method(question)
        assert str(error.value) == message


@pytest.mark.parametrize(
    "question", ["가 " * 499 + "가", "x", "9", "ㅋㅋ", "레\u0301디스", "'\"; DROP %_"]
)
def test_odd_questions(notebook: Notebook, question: str) -> None:
    assert len(notebook.ask(question).hits) == 3


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=" · the notes folder .*none does not exist; make it"):
        Notebook.open(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_empty_folder(notes: Path) -> None:
    with pytest.raises(FolderError, match=" · no notes in .*: it holds no file such as .md, .html"):
        Notebook.open(notes)


def test_store_by_another_model(notebook: Notebook, notes: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_notes(other, {"config.json": "{}"})
    with pytest.raises(StoreMismatch) as error:
        Notebook.open(notes, model=str(other))
    assert str(error.value).endswith(f"rebuild it: galpi sync --rebuild --model {other}")


def test_store_that_cannot_be_made(notes: Path, tmp_path: Path) -> None:
    write_notes(notes, {"레디스.md": REDIS})
    write_notes(tmp_path, {"file": ""})
    with pytest.raises(StoreError, match="^the store .*file/notes.db cannot be opened "):
        Notebook.open(notes, tmp_path / "file")


@pytest.mark.parametrize("same", [True, False], ids=["one notebook", "two notebooks"])
def test_eight_threads_ask_during_syncs(notebook: Notebook, notes: Path, same: bool) -> None:
    """Each answer comes from one state of the store: before a sync or after it."""
    files = ("레디스.md", "카프카.md", "요리.md")
    done = threading.Event()

    def write(version: int) -> None:
        text = f"# 판 {version}\n\n레디스의 기본 포트는 {version}번이다.\n"
        write_notes(notes, {name: f"{text}\n{name}\n" for name in files})

    def ask() -> list[set[str]]:
        seen: list[set[str]] = []
        while not done.is_set() or not seen:
            answer = notebook.ask(PORT)
            assert sorted(hit.path for hit in answer.hits) == sorted(files)
            assert all(span.text in answer.hits[span.hit - 1].text for span in answer.spans)
            seen.append({hit.headings[0] for hit in answer.hits})
        return seen

    write(0)
    notebook.sync()
    writer = notebook if same else Notebook.open(notes)
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(ask) for _ in range(8)]
        try:
            for version in range(1, 11):
                write(version)
                assert set(writer.sync().changed) == set(files)
        finally:
            done.set()
        states = [state for future in futures for state in future.result()]
    assert [state for state in states if len(state) != 1] == []
    assert set.union(*states) <= {f"판 {version}" for version in range(11)}
    assert {hit.headings[0] for hit in notebook.search(PORT)} == {"판 10"}


def test_relative_folder_and_path_objects(
    notebook: Notebook, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(notes.parent)
    for folder in ("notes", Path("notes"), "./notes/"):
        with closing(Notebook.open(folder)) as again:
            assert again.sync().unchanged == 3
            assert file_of(again.store) == notes.parent / ".galpi" / "notes.db"


def test_the_users_glossary(notebook: Notebook, notes: Path) -> None:
    before = {hit.path: hit.score for hit in notebook.search("왱왱이")}
    write_notes(notes, {"glossary.tsv": "# mine\n왱왱이\t멸치\n틀린 줄\n"})
    after = {hit.path: hit.score for hit in notebook.search("왱왱이")}
    assert after["요리.md"] > before["요리.md"] + 0.5
    assert after["카프카.md"] == before["카프카.md"]
    (notice,) = notebook.sync().notices
    assert notice.path == "glossary.tsv:3"
    assert "write one pair a line" in notice.reason
