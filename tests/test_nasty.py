"""Notes that break readers: the corpus in `tests/notes`, what cannot be committed, and the worst
that regular expressions can be fed.
"""

import faulthandler
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from conftest import ToyModel, write_notes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.offsets import check_offsets
from bench.worst import worst_texts
from index.care.audit import wrong_notes
from index.errors import NoteError, QuestionError
from index.passages.chunks import split_note
from index.reading.folder import list_notes
from index.reading.notes import read_note
from index.reading.notices import Notice
from index.reading.reasons import told
from index.store import Store
from index.store.sync import sync
from qa import Notebook
from qa.question import MAX_QUESTION

CORPUS = Path(__file__).with_name("notes")
EMPTY = told("empty")
WORST = dict(worst_texts(50_000))
# Encoding, passages and notices of a note, or why it is none.
EXPECTED: dict[str, tuple[str, int, tuple[str, ...]] | str] = {
    "aliases.md": ("utf-8", 1, ()),
    "blank.md": ("utf-8", 0, (EMPTY,)),
    "bom.md": ("utf-8-sig", 1, ()),
    "broken-yaml.md": (
        "utf-8",
        1,
        (told("yaml at", line=3),),
    ),
    "bytes.md": told("encoding", byte=0),
    "cp949.txt": ("cp949", 1, (told("legacy", encoding="cp949"),)),
    "cr.md": ("utf-8", 1, ()),
    "deep-list.md": ("utf-8", 53, ()),
    "deep-quote.md": ("utf-8", 2, ()),
    "deep-yaml.md": ("utf-8", 1, (told("yaml"),)),
    "emoji.md": ("utf-8", 1, ()),
    "empty.md": ("utf-8", 0, (EMPTY,)),
    "hanja.md": ("utf-8", 1, ()),
    "html.md": ("utf-8", 1, ()),
    "latin1.md": told("encoding", byte=3),
    "list-yaml.md": ("utf-8", 1, (told("no matter"),)),
    "long-yaml.md": (
        "utf-8",
        1,
        (told("long matter", size=46_897, most=20_000),),
    ),
    "mixed-newlines.md": ("utf-8", 1, ()),
    "nested-fence.md": ("utf-8", 2, ()),
    "nfd.md": ("utf-8", 1, ()),
    "nul.md": told("nul"),
    "only-headings.md": ("utf-8", 2, ()),
    "rtl.md": ("utf-8", 1, ()),
    "sql.md": ("utf-8", 1, ()),
    "surrogate-yaml.md": ("utf-8", 1, ()),
    "tabs.md": ("utf-8", 1, ()),
    "tags.md": ("utf-8", 1, ()),
    "terminal.md": ("utf-8", 1, ()),
    "unclosed-fence.md": ("utf-8", 1, ()),
    "unclosed-yaml.md": ("utf-8", 1, (told("unclosed", rule="---"),)),
    "utf16-be.md": ("utf-16", 1, ()),
    "utf16-cut.md": told("bom", encoding="utf-16", byte=12),
    "utf16.md": ("utf-16", 1, ()),
}


def test_every_note_is_expected() -> None:
    assert sorted(path.name for path in CORPUS.iterdir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_nasty_note(name: str) -> None:
    content = (CORPUS / name).read_bytes()
    expected = EXPECTED[name]
    if isinstance(expected, str):
        with pytest.raises(NoteError) as error:
            read_note(name, content)
        assert error.value.reason == expected
        return
    encoding, passages, notices = expected
    note = read_note(name, content)
    assert (note.encoding, note.notices) == (encoding, notices)
    assert check_offsets(name, content) == passages


def test_hostile_front_matter_says_nothing() -> None:
    for name in ("aliases.md", "tags.md", "deep-yaml.md", "long-yaml.md"):
        meta = read_note(name, (CORPUS / name).read_bytes()).meta
        assert (meta.book, meta.title, meta.tags) == (None, name.removesuffix(".md"), ())
    assert not Path("/tmp/galpi-was-here").exists()


def test_a_sync_of_all_of_them(notes: Path, store: Store, toy: ToyModel) -> None:
    """With those that no repository can hold."""
    shutil.copytree(CORPUS, notes, dirs_exist_ok=True)
    write_notes(notes, {"긴 줄.md": "파드 " * 333_333, '줄\n"바꿈"\'; --.md': "볼륨"})
    with (notes / "50 MB.md").open("wb") as file:
        file.truncate(50_000_000)
    os.mkfifo(notes / "pipe.md")
    (notes / "loop.md").symlink_to("loop.md")
    (notes / "loop").symlink_to(".")
    report = sync(notes, store, toy)
    broken = [Notice(name, why) for name, why in EXPECTED.items() if isinstance(why, str)]
    big = Notice("50 MB.md", told("bytes", size=50_000_000, most=20_000_000))
    assert list(report.failed) == sorted([big, *broken], key=lambda notice: notice.path)
    assert len(report.added) == len(EXPECTED) - len(broken) + 2
    with store.engine.reading() as state:
        assert wrong_notes(notes, state) == ([], len(report.added), 0)
    assert sync(notes, store, toy).unchanged == len(report.added)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_note(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": "파드", "b.md": "볼륨"})
    (notes / "b.md").chmod(0)
    assert sync(notes, store, toy).failed == (
        Notice("b.md", told("unreadable", why="Permission denied")),
    )


def test_a_note_that_may_not_be_opened(
    notes: Path, store: Store, toy: ToyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where root runs the tests, with the refusal played."""
    write_notes(notes, {"a.md": "파드", "b.md": "볼륨"})
    opened = os.open

    def refusing(path: Path, *flags: int) -> int:
        if Path(path).name == "b.md":
            raise PermissionError(13, "Permission denied")
        return opened(path, *flags)

    monkeypatch.setattr(os, "open", refusing)
    report = sync(notes, store, toy)
    assert report.failed == (Notice("b.md", told("unreadable", why="Permission denied")),)
    assert report.added == ("a.md",)


@pytest.fixture
def net() -> Iterator[None]:
    """Ends the run with a traceback where a text would keep it busy for ever."""
    faulthandler.dump_traceback_later(300, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.usefixtures("net")
@pytest.mark.parametrize("text", [*WORST.values()], ids=[*WORST])
def test_the_worst_texts_come_to_an_end(text: str) -> None:
    assert check_offsets("a.md", text.encode()) >= 0
    note = read_note(f"{text[:200].replace('/', '')}.md", b"")
    assert split_note(note) == []


@pytest.mark.parametrize("newline", ["", "\r", "\n"])
def test_a_line_of_a_million_characters(newline: str) -> None:
    assert check_offsets("a.md", ("가" * 1_000_000 + newline).encode()) == 2_500


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=2_000))
@example(b"\xff\xfe\x00")
@example(b"---\n\xb0\xa1: \xb0\xa1\n---\n")
def test_any_bytes(content: bytes) -> None:
    try:
        check_offsets("책/9-이름.md", content)
    except NoteError as error:
        assert error.reason


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=1_000), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text(text: str, encoding: str) -> None:
    content = text.encode(encoding)
    try:
        check_offsets("a.md", content)
    except NoteError:
        assert "\0" in text


@settings(deadline=None, max_examples=200)
@given(st.text("---\n:[]{}&*!|>'\"#%@` a가", max_size=300))
def test_any_front_matter(matter: str) -> None:
    check_offsets("a.md", f"---\n{matter}\n---\n본문".encode())


def test_paths_of_notes_stay_in_the_folder(notes: Path) -> None:
    write_notes(notes, {"a..md": "", "..b.md": "", "책/...md": "", "책/c..d.md": ""})
    assert [file.path for file in list_notes(notes)] == ["a..md", "책/c..d.md"]


@pytest.mark.usefixtures("net")
def test_the_worst_questions_are_answered(notes: Path) -> None:
    write_notes(notes, {"a.md": "레디스의 기본 포트는 6379다.\n", "b.md": "파드는 죽는다.\n"})
    with closing(Notebook.open(notes, model="bundled")) as notebook:
        for text in WORST.values():
            with suppress(QuestionError):  # of those without a letter
                assert len(notebook.ask(text[:MAX_QUESTION]).hits) <= 2
        with pytest.raises(QuestionError, match="at most 1,000 are read"):
            notebook.ask("가" * (MAX_QUESTION + 1))
