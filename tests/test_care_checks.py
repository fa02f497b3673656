"""What `galpi doctor` finds, the command it names, and what `--repair` makes of it."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import EMBEDDED, ToyModel, change, file_of, write_notes

import index.care.checks
import index.care.repair
from bench.rows import held
from index.care.checks import Check, Mend, run_checks
from index.care.repair import repair
from index.errors import StoreLocked
from index.language import Text
from index.store import Store, Where
from index.store.embedded.lock import write_lock
from index.store.embedded.schema import VERSION
from index.store.report import SyncReport
from index.store.sync import sync

PACKAGES = ["faiss-cpu", "kiwipiepy", "tokenizers", "langchain-text-splitters", "gradio"]
NOTES = {
    "책/1-파드.md": "---\ntags: [k8s]\n---\n# 파드\n파드는 죽는다.\n\n## 볼륨\n볼륨\n",
    "b.md": "서비스",
}


@pytest.fixture(autouse=True)
def toy_is_known(monkeypatch: pytest.MonkeyPatch, toy: ToyModel) -> None:
    """The stores here are made with it, and doctor looks for the model by its name."""
    for module in (index.care.checks, index.care.repair):
        load = module.load_model
        monkeypatch.setattr(
            module,
            "load_model",
            lambda name="bundled", load=load: toy if name == "toy" else load(name),
        )


@pytest.fixture
def synced(notes: Path, store: Store, toy: ToyModel) -> Store:
    write_notes(notes, NOTES)
    sync(notes, store, toy)
    return store


def found(notes: Path, where: Where) -> list[Check]:
    """The checks after those of the packages and the bundled model, which are right here."""
    checks = run_checks(notes, where)
    assert checks[:6] == [
        *(Check(name, True, version(name)) for name in PACKAGES),
        Check("bundled model", True, "384 dimensions"),
    ]
    assert all(is_told_in_both(check) for check in checks if not is_of_others(check))
    return checks[6:]


def is_told_in_both(check: Check) -> bool:
    """The Korean text is one, and without words in English but for names and commands."""
    if not check.korean:
        return not SENTENCE.search(check.found)
    return bool(HANGUL.search(check.korean)) and not SENTENCE.search(check.korean)


SENTENCE = re.compile(r"[a-z']{2,}(?: [a-z']{2,}){2,}")  # three words in a row
HANGUL = re.compile("[가-힣]")


def is_of_others(check: Check) -> bool:
    """An error of the store or the model."""
    return not check.ok and check.name in ("store", "model", "place")


def wrong(notes: Path, where: Where) -> list[Check]:
    return [check for check in found(notes, where) if not check.ok]


def test_a_good_store(notes: Path, where: Where, synced: Store) -> None:
    assert found(notes, where) == [
        Check("notes", True, f"2 notes in {notes}"),
        Check("database", True, "sound"),
        Check("vectors and words", True, "of 3 contents by model 'toy', all checksums right"),
        Check("passages", True, "2 notes are as their files say"),
        Check("last sync", True, synced.setting("synced") or "", Mend.SYNC),
    ]


def test_before_the_first_sync(notes: Path, where: Where, store: Store) -> None:
    assert found(notes, where) == [
        Check("notes", False, f"0 notes in {notes}"),
        Check("database", True, "sound"),
        Check("vectors and words", True, "of 0 contents by model None, all checksums right"),
        Check("passages", True, "0 notes are as their files say"),
        Check("last sync", False, "never; run: galpi sync", Mend.SYNC),
    ]


def test_a_missing_store_is_not_made(tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes", tmp_path / ".galpi"
    checks = found(notes, folder)
    assert checks[0].name == "notes" and not checks[0].ok
    assert checks[0].found.startswith(f"the notes folder {notes} does not exist; ")
    assert checks[0].korean.startswith(f"노트 폴더({notes})가 없습니다. ")
    missing = f"{folder / 'notes.db'} does not exist yet; run: galpi sync {notes}"
    assert checks[1:] == [Check("store", False, missing, Mend.SYNC)]
    assert list(tmp_path.iterdir()) == []


def test_notes_that_changed_are_told(notes: Path, where: Where, synced: Store) -> None:
    write_notes(notes, {"b.md": "서비스와 볼륨"})
    told = "1 notes are as their files say, 1 changed since the last sync; run: galpi sync"
    assert Check("passages", True, told) in found(notes, where)


# What is done to a row, what is told of it, and of which check.
ROWS = [
    ("VECTORS",
     "vectors and words", "the vectors of content 3 are damaged; run: galpi sync --rebuild"),
    ("COUNT",
     "vectors and words", "the words of content 1 are damaged; run: galpi sync --rebuild"),
    ("TERM",
     "vectors and words", "the words of content 2 are damaged; run: galpi sync --rebuild"),
    ("contents SET length = 99 WHERE id = 2",
     "vectors and words", "the words of content 2 are damaged; run: galpi sync --rebuild"),
    ("chunks SET start = start + 1, \"end\" = \"end\" + 1 WHERE id = 3",
     "passages", "책/1-파드.md: its passages in the store are not those of the file; "
     "run: galpi sync --rebuild"),
    ("chunks SET text = replace(text, '죽', '산')",
     "passages", "책/1-파드.md: its passages in the store are not those of the file; "
     "run: galpi sync --rebuild"),
    ("chunks SET headings = '[]'",
     "passages", "책/1-파드.md: its passages in the store are not those of the file; "
     "run: galpi sync --rebuild"),
    ("notes SET tags = '[]', chapter = 2",
     "passages", "b.md: chapter in the store is not what the file says; 책/1-파드.md: "
     "chapter, tags in the store is not what the file says; run: galpi sync --rebuild"),
    ("notes SET hash = key WHERE path = 'b.md'",
     "passages", "b.md: hash in the store is not what the file says; run: galpi sync --rebuild"),
    ("contents SET korean = NOT korean WHERE id = 1",
     "passages", "b.md: its passages in the store are not those of the file; "
     "run: galpi sync --rebuild"),
    ("settings SET value = 'toy 0' WHERE name = 'fingerprint'",
     "model", "the store PATH was made with model 'toy' (fingerprint toy 0), not with 'toy' "
     "(toy 1); rebuild it: galpi sync --rebuild --model toy"),
]  # fmt: skip


# The words of those in capitals, in the embedded store and in PostgreSQL.
ALIKE = {
    "VECTORS": ("contents SET vectors = zeroblob(6) WHERE id = 3",
                "units SET vector = '[0.5, 0.5, 0.5]' WHERE content = 3"),
    "COUNT": ("contents SET words = replace(words, char(9) || '1', char(9) || '2') WHERE id = 1",
              "words SET parts = parts || ' 1' WHERE content = 1"),
    "TERM": ("contents SET words = CAST(replace(words, '파드', '파두') AS BLOB) WHERE id = 2",
             "words SET term = '파두' WHERE content = 2 AND term = '파드'"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "name", "told"), ROWS, ids=lambda value: value[:40])
def test_a_wrong_row_is_found_and_mended(
    notes: Path, where: Where, synced: Store, damage: str, name: str, told: str
) -> None:
    before = held(synced)
    damage = ALIKE.get(damage, (damage, damage))[not synced.engine.file]
    if not synced.engine.file:
        damage = damage.replace("hash = key", "hash = key::bytea")
    change(synced, f"UPDATE {damage}")
    checks = wrong(notes, where)
    assert checks == [Check(name, False, told.replace("PATH", synced.name), Mend.REBUILD)]
    (step,) = repair(notes, where, checks)
    assert isinstance(step, SyncReport) and step.counts().startswith("2 added, 0 changed, ")
    assert held(synced) == before
    assert wrong(notes, where) == []


@EMBEDDED
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("contents SET words = x'ff' WHERE id = 2", "the words of content 2 are damaged"),
        ("postings SET packed = zeroblob(3) WHERE term = '파드'", "block 0"),
        ("postings SET block = 1 WHERE term = '볼륨'", "block 0|block 1"),
        ("blocks SET codes = zeroblob(length(codes))", "block 0"),
        ("blocks SET lengths = 7, error = 'x'", "block 0"),
        ("blocks SET id = 1", "block 0|block 1"),
        ("sums SET moments = zeroblob(80)", "the sums of the vectors are not what these say"),
        ("sums SET checksum = 7", "the sums of the vectors are not what these say"),
    ],
)
def test_what_is_derived_is_compared_with_the_contents(
    notes: Path, synced: Store, damage: str, told: str
) -> None:
    change(synced, f"UPDATE {damage}")
    (check,) = checks = wrong(notes, synced.folder)
    lines = [
        f"what is held of {part} is not what its contents say" if part.startswith("block") else part
        for part in told.split("|")
    ]
    found = "; ".join([*lines, "run: galpi sync --rebuild"])
    assert check == Check("vectors and words", False, found, Mend.REBUILD)
    list(repair(notes, synced.folder, checks))
    assert wrong(notes, synced.folder) == []


@EMBEDDED
@pytest.mark.parametrize(
    "damage",
    [
        "units = 9",
        "vectors = NULL",
        "vectors = 7",
        "checksum = 'x'",
        "length = x'00'",
        "units = ''",
    ],
)
def test_a_content_that_is_not_even_of_the_right_type(
    notes: Path, synced: Store, damage: str
) -> None:
    """As a bit in the head of a row can make it."""
    with closing(sqlite3.connect(file_of(synced))) as connection, connection:
        table = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'contents'")
        loose = table.fetchone()[0].replace(" NOT NULL", "")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'contents'", (loose,))
    change(synced, f"UPDATE contents SET {damage} WHERE id = 3")
    checks = wrong(notes, synced.folder)
    assert {check.mend for check in checks} == {Mend.REBUILD}
    assert "of content 3 are damaged; run: galpi sync --rebuild" in checks[0].found


def test_a_content_of_no_chunk(notes: Path, where: Where, synced: Store) -> None:
    change(synced, "DELETE FROM chunks WHERE content = 2")
    checks = wrong(notes, where)
    assert [check.name for check in checks] == ["vectors and words", "passages"]
    assert checks[0].found == "1 contents belong to no chunk; run: galpi sync --rebuild"


@EMBEDDED
def test_an_orphan(notes: Path, synced: Store) -> None:
    with closing(sqlite3.connect(file_of(synced))) as connection, connection:
        connection.execute("DELETE FROM notes WHERE path = 'b.md'")  # foreign keys are off
    assert wrong(notes, synced.folder) == [
        Check("database", False, "orphan in chunks; run: galpi doctor --repair", Mend.REPLACE)
    ]


def flip(path: Path) -> None:
    """One bit, in the kind of the page that all tables are listed on."""
    content = bytearray(path.read_bytes())
    content[100] ^= 0x04
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 5 * 4_096])


def another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")


FILES: list[tuple[Callable[[Path], object], str]] = [
    (flip, "the store PATH is damaged (database disk image is malformed); begin anew"),
    (cut, "the store PATH is damaged (is cut off, 20,480 of "),
    (lambda path: path.write_bytes(b"\x89PNG" * 999), "PATH is no store of galpi and no database;"),
    (another_program, "PATH is a database of another program; "),
    (
        newer,
        f"the store PATH has format 99, made by a newer galpi; this one reads {VERSION}: upgrade ",
    ),
    (
        older,
        f"the store PATH has format 2, made by an older galpi; this one reads {VERSION}: begin",
    ),
]


@EMBEDDED
@pytest.mark.parametrize(("damage", "told"), FILES)
def test_a_file_that_cannot_be_read_is_kept(
    notes: Path, synced: Store, damage: Callable[[Path], object], told: str
) -> None:
    before = held(synced)
    synced.close()
    damage(file_of(synced))
    content = file_of(synced).read_bytes()
    (check,) = wrong(notes, synced.folder)
    assert (check.name, check.mend) == ("store", Mend.REPLACE)
    assert check.found.startswith(told.replace("PATH", synced.name))
    assert check.found.endswith("galpi doctor --repair")
    assert file_of(synced).read_bytes() == content
    with pytest.raises(Exception, match="doctor --repair"):
        Store(synced.folder, notes)
    kept, report = repair(notes, synced.folder, [check])
    assert isinstance(kept, Text) and isinstance(report, SyncReport)
    assert kept.english.startswith("notes.db is kept as notes.db.aside-1; ")
    assert kept.korean.startswith("notes.db → notes.db.aside-1: ")
    assert file_of(synced).with_name("notes.db.aside-1").read_bytes() == content
    # It is made with the bundled model, as nothing says any more with which it was.
    with closing(Store(synced.folder, notes)) as store:
        assert held(store)["notes"] == before["notes"]
    assert wrong(notes, synced.folder) == []


@EMBEDDED
def test_no_file_is_replaced_while_another_process_writes(notes: Path, synced: Store) -> None:
    checks = [Check("store", False, "", Mend.REPLACE)]
    with write_lock(file_of(synced)), pytest.raises(StoreLocked):
        list(repair(notes, synced.folder, checks))


def test_nothing_to_repair(notes: Path, where: Where, synced: Store) -> None:
    checks = [Check("faiss-cpu", False, "not installed"), Check("last sync", True, "", Mend.SYNC)]
    assert list(repair(notes, where, checks)) == []


@EMBEDDED
def test_a_second_store_of_the_same_notes(notes: Path, synced: Store, toy: ToyModel) -> None:
    with closing(Store(notes.parent / "other", notes)) as other:
        sync(notes, other, toy)
        told = f"the same notes have another store, {synced.name}; one will do"
        assert Check("place", True, told) in found(notes, other.folder)


def test_to_dict() -> None:
    assert Check("notes", True, "2 notes", Mend.SYNC).to_dict() == {
        "name": "notes",
        "ok": True,
        "found": "2 notes",
    }


# As `galpi doctor` shows them to who reads Korean.
KOREAN = [
    ("VECTORS", "내용 3의 벡터가 망가졌습니다"),
    ("COUNT", "내용 1의 낱말이 망가졌습니다"),
    (
        "chunks SET headings = '[]'",
        "책/1-파드.md: 저장소의 문단이 파일의 것이 아닙니다",
    ),
    (
        "notes SET chapter = 2 WHERE path = 'b.md'",
        "b.md: 저장소의 것이 파일과 다릅니다(chapter)",
    ),
]


@pytest.mark.parametrize(("damage", "told"), KOREAN, ids=lambda value: value[:10])
def test_what_is_wrong_is_told_in_korean(
    notes: Path, where: Where, synced: Store, damage: str, told: str
) -> None:
    change(synced, f"UPDATE {ALIKE.get(damage, (damage, damage))[not synced.engine.file]}")
    (check,) = wrong(notes, where)
    assert check.korean == f"{told}; 실행: galpi sync --rebuild"


def test_a_good_store_in_korean(notes: Path, where: Where, synced: Store) -> None:
    assert [check.korean for check in found(notes, where)] == [
        f"{notes}에 2개",
        "온전합니다",
        "모델 toy의 내용 3개, 체크섬이 모두 맞습니다",
        "노트 2개가 파일과 같습니다",
        "",
    ]
    change(synced, "DELETE FROM chunks WHERE content = 2")
    write_notes(notes, {"b.md": "서비스와 볼륨"})
    contents, passages = wrong(notes, where)
    assert contents.korean == "어느 조각에도 딸리지 않은 내용 1개; 실행: galpi sync --rebuild"
    assert passages.korean.startswith("책/1-파드.md: 저장소의 문단이 파일의 것이 아닙니다; ")


@EMBEDDED
def test_many_wrong_rows_in_korean(notes: Path, synced: Store) -> None:
    change(synced, "UPDATE contents SET vectors = zeroblob(6), length = 99")
    (check,) = wrong(notes, synced.folder)
    assert check.korean == (
        "내용 1의 벡터가 망가졌습니다; 내용 1의 낱말이 망가졌습니다; "
        "내용 2의 벡터가 망가졌습니다 외 3개; 실행: galpi sync --rebuild"
    )


@EMBEDDED
def test_words_of_sqlite_stay(notes: Path, synced: Store) -> None:
    with closing(sqlite3.connect(file_of(synced))) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'url TEXT,', 'url TEXT NOT NULL,') "
            "WHERE name = 'notes'"
        )
    (check,) = (one for one in run_checks(notes, synced.folder) if one.name == "database")
    told = "NULL value in notes.url; NULL value in notes.url; run: galpi doctor --repair"
    assert check.found == told
    assert check.korean.startswith("SQLite의 검사: NULL value in notes.url; ")
