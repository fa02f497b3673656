"""What is PostgreSQL's own: addresses, what the server refuses, and large notebooks.

What holds for every store is shown by the tests that run over both engines.
"""

import random
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import ToyModel, change, rows_of, write_notes
from test_cli import Galpi, process

from bench.generated import generate
from bench.rows import fresh, held
from index.care.checks import Check, Mend, store_checks
from index.embedding.vectors import Vectors, normalise
from index.errors import StoreError, StoreMismatch, StoreMissing
from index.passages.chunks import Chunk
from index.store import Store
from index.store.engine import EVERYTHING, Scope
from index.store.postgres import tidy, vectors
from index.store.postgres.address import parse
from index.store.sync import preview, sync
from qa import Notebook
from qa.filters import Filters
from qa.search import Searcher

if TYPE_CHECKING:
    from bench.servers import Server

POD = "## 파드\n파드는 죽는다.\n## 파드의 생성\n파드는 다시 만들어진다.\n"


@pytest.fixture
def synced(database: str, notes: Path, toy: ToyModel) -> Iterator[Store]:
    write_notes(notes, {"책/1-파드.md": POD, "a.md": "서비스"})
    with closing(Store(database, notes)) as store:
        sync(notes, store, toy)
        yield store


@pytest.mark.parametrize(
    ("url", "name", "conninfo"),
    [
        ("postgresql://u@h/d", "postgresql://u@h/d?notebook=notes", "postgresql://u@h/d"),
        ("postgres://u:p%40@h:5/d?notebook=%EC%B1%85%201&sslmode=require",
         "postgres://u@h:5/d?sslmode=require&notebook=%EC%B1%85%201",
         "postgres://u:p%40@h:5/d?sslmode=require"),
        ("postgresql://h1,h2:6/d?password=secret&target_session_attrs=any",
         "postgresql://h1,h2:6/d?target_session_attrs=any&notebook=notes",
         "postgresql://h1,h2:6/d?password=secret&target_session_attrs=any"),
        ("postgresql:///d?host=/tmp/a%20b", "postgresql:///d?host=/tmp/a%20b&notebook=notes",
         "postgresql:///d?host=/tmp/a%20b"),
    ],
)  # fmt: skip
def test_an_address(url: str, name: str, conninfo: str) -> None:
    address = parse(url, "notes")
    assert (address.name, address.conninfo) == (name, conninfo)


@pytest.mark.parametrize("notebook", ["", "%20", "a%0Ab", "x" * 201])
def test_a_notebook_without_a_proper_name(notes: Path, notebook: str) -> None:
    with pytest.raises(StoreError, match="give it a name of 1 to 200 characters: .notebook=NAME"):
        Store(f"postgresql://h/d?notebook={notebook}", notes)


def refusal(url: str, notes: Path) -> str:
    """What opening it says, in one line."""
    with pytest.raises(StoreError) as error:
        Store(url, notes)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "url", ["postgresql://u@[::1/d", "postgresql://u@h/d?nonsense=1", "postgresql://u@h:port/d"]
)
def test_a_wrong_address(notes: Path, url: str) -> None:
    message = refusal(url, notes)
    assert "expected postgresql://user@host/database" in message, message


def test_no_server_no_database_no_user(notes: Path, postgres: "Server") -> None:
    for url, found in [
        ("postgresql://u:secret@127.0.0.1:1/d", "Connection refused"),
        (postgres.url_of("none"), 'database "none" does not exist'),
        (postgres.url_of("postgres", "nobody"), 'role "nobody" does not exist'),
    ]:
        message = refusal(url, notes)
        assert f"cannot be reached ({found}); is the server running, and are host" in message
        assert "secret" not in message


def test_without_the_package(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "index.store.postgres.database", raising=False)
    assert "not installed; in the folder of galpi: pip install" in refusal(
        "postgresql://h/d", notes
    )


@pytest.fixture
def other(postgres: "Server") -> Iterator[str]:
    """A database called `other`, without pgvector."""
    postgres.run("CREATE DATABASE other")
    yield postgres.url_of("other")
    postgres.run("DROP DATABASE other WITH (FORCE)")


def test_no_pgvector(notes: Path, postgres: "Server", other: str) -> None:
    postgres.run("ALTER DATABASE other SET extension_control_path = '/none'")
    assert refusal(other, notes) == (
        f'the store {other}?notebook=notes lacks pgvector (extension "vector" is not available); '
        "install it on the server, then as its administrator: CREATE EXTENSION vector"
    )


def test_an_older_pgvector(notes: Path, postgres: "Server", other: str) -> None:
    postgres.run("CREATE EXTENSION vector; UPDATE pg_extension SET extversion = '0.7.4' "
                 "WHERE extname = 'vector'", "other")  # fmt: skip
    assert "has pgvector 0.7.4; galpi needs 0.8 or later: ALTER EXT" in refusal(other, notes)


def test_a_user_who_may_not(notes: Path, postgres: "Server", synced: Store) -> None:
    postgres.run("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN")
    guest = postgres.url_of("postgres", "guest")
    told = "does not let this user do that (permission denied for schema galpi); ask its owner"
    assert told in refusal(guest, notes)
    postgres.run("GRANT USAGE ON SCHEMA galpi TO guest; "
                 "GRANT SELECT ON ALL TABLES IN SCHEMA galpi TO guest")  # fmt: skip
    before = held(synced)
    with closing(Store(guest, notes)) as store:  # one who may read reads
        assert held(store) == before
        write_notes(notes, {"b.md": "볼륨"})
        with pytest.raises(StoreError, match="does not let this user .*denied for table"):
            sync(notes, store, ToyModel())
    assert held(synced) == before
    postgres.run("DROP OWNED BY guest; DROP ROLE guest")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            "UPDATE format SET version = 0",
            "has format 0, made by an older galpi; this one reads 2",
        ),
        ("UPDATE format SET version = 9", "has format 9, made by a newer galpi; this one reads 2"),
        ("DROP TABLE format", "the schema galpi in .* is another program's; move it out of the"),
    ],
)
def test_tables_of_another_version(notes: Path, synced: Store, damage: str, told: str) -> None:
    change(synced, damage)
    url = synced.name.partition("?")[0]
    with pytest.raises(StoreError, match=told):
        Store(url, notes)
    (check,) = store_checks(notes, url)
    assert (check.ok, check.mend) == (False, Mend.NOTHING)
    assert rows_of(synced, "SELECT count(*) FROM notes") == [(2,)]


class Meddling(ToyModel):
    """Does something before it embeds for the first time."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        super().__init__()
        self.meddle: Callable[[], object] | None = meddle

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        meddle, self.meddle = self.meddle, None
        if meddle:
            meddle()
        return super().encode_passages(chunks)


def test_a_connection_that_is_dropped_in_mid_sync(
    notes: Path, postgres: "Server", synced: Store, tmp_path: Path
) -> None:
    before = held(synced)
    write_notes(notes, {"b.md": "볼륨", "a.md": "볼륨 서비스"})
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() "
    cut += "AND application_name LIKE 'galpi%'"
    with pytest.raises(StoreError) as error:
        sync(notes, synced, Meddling(lambda: postgres.run(cut)))
    assert str(error.value) == (
        f"the store {synced.name} lost its connection (terminating connection due to administrator "
        "command); the state of the last sync is kept, try again when the server is back"
    )
    assert held(synced) == before  # over the connection for reading, which was cut, too
    assert sync(notes, synced, ToyModel()).added == ("b.md",)
    with fresh(notes, tmp_path / "fresh", ToyModel()) as expected:
        assert held(synced) == held(expected)


def test_a_server_that_is_restarted_under_load(
    notes: Path, postgres: "Server", synced: Store, toy: ToyModel
) -> None:
    """Each search is right or refused in one line, and all are right again without our doing."""
    searcher, done = Searcher(notes, synced, toy), threading.Event()

    def ask() -> list[str]:
        told = []
        while not done.is_set():
            try:
                hits = searcher.search("파드", 5, Filters())
            except StoreError as error:
                told.append(str(error))
            else:
                assert [hit.path for hit in hits] == ["책/1-파드.md", "책/1-파드.md", "a.md"]
        return told

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        try:
            postgres.stop()
            write_notes(notes, {"b.md": "볼륨"})
            for act in (lambda: sync(notes, synced, toy), lambda: synced.setting("model")):
                with pytest.raises(StoreError, match="cannot be reached"):
                    act()
        finally:
            postgres.start()
            searcher.search("파드", 5, Filters())
            done.set()
        told = {message for future in asking for message in future.result()}
    assert all("\n" not in message for message in told)
    assert sync(notes, synced, toy).added == ("b.md",)


def test_many_make_the_same_new_store_at_once(database: str, notes: Path) -> None:
    ready = threading.Barrier(8)

    def open_store(_: int) -> str | None:
        ready.wait()
        with closing(Store(database, notes)) as store:
            return store.setting("generation")

    with ThreadPoolExecutor(8) as pool:
        (generation,) = set(pool.map(open_store, range(8)))
    assert int(generation or 0) > 0


def test_notebooks_of_one_database(
    database: str, tmp_path: Path, notes: Path, synced: Store, toy: ToyModel
) -> None:
    """Two folders of one name are not taken for one another, and named notebooks are apart."""
    before, others = held(synced), tmp_path / "others" / notes.name
    write_notes(others, {"b.md": "볼륨 파드"})
    with closing(Store(database, others)) as store:
        with pytest.raises(StoreMismatch) as error:
            sync(others, store, toy)
    assert str(error.value) == (
        f"the store {synced.name} belongs to the notes in {notes}, not to those in {others}; "
        "name a notebook: ?notebook=NAME with --store"
    )
    with closing(Store(f"{database}?notebook=남의 것", others)) as store:
        sync(others, store, toy)
        assert [hit.path for hit in Searcher(others, store, toy).search("파드", 9, Filters())] == [
            "b.md"
        ]
        assert sync(others, store, toy, rebuild=True).added == ("b.md",)
        with fresh(others, tmp_path / "fresh", toy) as expected:
            assert held(store) == held(expected)
    assert held(synced) == before
    assert len(Searcher(notes, synced, toy).search("파드", 9, Filters())) == 3
    change(synced, "UPDATE settings SET value = 'elsewhere' WHERE name = 'host'")
    with pytest.raises(StoreMismatch, match="belongs to the notes in"):
        sync(notes, synced, toy)
    with closing(Store(f"{database}?notebook=notes", notes)) as store:  # the user knows better
        (notice,) = sync(notes, store, toy).notices
        assert f"was last written for {notes} on elsewhere, now for {notes} on " in notice.reason


def test_a_missing_store_is_not_made(
    database: str, postgres: "Server", notes: Path, toy: ToyModel
) -> None:
    postgres.run("DROP SCHEMA IF EXISTS galpi CASCADE")
    write_notes(notes, {"a.md": "파드"})
    name = f"{database}?notebook=notes"
    found = Check("store", False, f"{name} does not exist yet; run: galpi sync {notes}", Mend.SYNC)
    assert list(store_checks(notes, database)) == [found]
    with pytest.raises(StoreMissing, match="does not exist yet; first: galpi sync"):
        Notebook.open(notes, read_store=database)
    with closing(Store(f"{database}?notebook=other", notes)) as store:
        assert preview(notes, store, toy).added == ("a.md",)
    assert list(store_checks(notes, database)) == [found]
    with pytest.raises(StoreMissing, match=r"exist yet \(there are the notebooks other\); first"):
        Notebook.open(notes, read_store=database)


def test_words_and_paths_longer_than_the_rows_of_an_index(
    database: str, notes: Path, toy: ToyModel, tmp_path: Path
) -> None:
    choose = random.Random(0)
    word = "".join(chr(choose.randrange(ord("가"), ord("힣"))) for _ in range(1_000))
    latin = "".join(choose.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(900))
    deep = "/".join(word[n : n + 80] for n in range(0, 880, 80))
    write_notes(notes, {f"{deep}/깊다.md": f"# {word}\n## {latin}\n파드\n", "a.md": "파드"})
    with closing(Store(database, notes)) as store, fresh(notes, tmp_path / "f", toy) as expected:
        assert sync(notes, store, toy).failed == ()
        assert all(check.ok for check in store_checks(notes, database) if check.name != "model")
        asked = {latin: 1.0}
        with store.engine.reading() as ours, expected.engine.reading() as theirs:
            (score,) = ours.match(asked, {}, 9, EVERYTHING).values()
            assert [score] == pytest.approx([*theirs.match(asked, {}, 9, EVERYTHING).values()])


def test_rows_that_belong_to_no_content(notes: Path, synced: Store) -> None:
    change(synced, "INSERT INTO words VALUES (1, '고아', 99, 1, 1)")
    change(synced, "INSERT INTO units VALUES (1, 99, 0, '[1, 0, 0]')")
    check, *_ = store_checks(notes, synced.name)
    found = "1 words of no content; 1 units of no content; the sums of the vectors are not of these"
    assert check == Check("database", False, f"{found}; run: galpi sync --rebuild", Mend.REBUILD)


class Axes(ToyModel):
    """Vectors of `width` numbers, made of the text's hash."""

    def __init__(self, width: int) -> None:
        super().__init__(f"axes {width}")
        self.width = width

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        return [self.encode_queries(chunk.statements) for chunk in chunks]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        seeds = [list(text.encode()) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(self.width) for seed in seeds]
        return normalise(np.array(rows, np.float32).reshape(len(texts), self.width))


@pytest.mark.parametrize("most", [vectors.EXACT_UNITS, 50])
def test_both_engines_find_the_same(
    database: str, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Also with an index of the vectors, which among so few misses none."""
    for module in (tidy, vectors):
        monkeypatch.setattr(module, "EXACT_UNITS", most)
    if most == 50:  # that small the server would not need it
        database += "?options=-c%20enable_sort%3Doff%20-c%20enable_seqscan%3Doff"
    generate(notes, 20, seed=1)
    model, choose = Axes(8), random.Random(0)
    scopes = [EVERYTHING, Scope(book="책 000"), Scope(chapter=3), Scope(folder="책 000")]
    with closing(Store(database, notes)) as store, fresh(notes, tmp_path / "f", model) as expected:
        sync(notes, store, model)
        indexes = rows_of(store, "SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%hnsw%'")
        assert len(indexes) == (most == 50)
        with store.engine.reading() as ours, expected.engine.reading() as theirs:
            names, other_names = ({k.id: k.hash for k in s.contents()} for s in (ours, theirs))
            for scope in scopes:
                query = model.encode_queries([str(choose.random())])[0]
                question = {"파드": 1.0, "etcd": 0.5, "레코드": 1.0, "없는말": 1.0}
                instead = {"파드": {("스케줄러", "노드"): 0.5, ("큐",): 0.8}}
                near = ours.nearest(query, 9, scope)
                assert by(near, names) == pytest.approx(
                    by(theirs.nearest(query, 9, scope), other_names), abs=1e-6
                )
                words = [state.match(question, instead, 10**6, scope) for state in (ours, theirs)]
                assert by(words[0], names) == pytest.approx(by(words[1], other_names))
                few = ours.match(question, instead, 3, scope, near)
                assert by(few, names) == pytest.approx(
                    dict(list(by(words[0], names).items())[:3])
                    | {names[c]: words[0][c] for c in near if c in words[0]}
                )
                assert ours.spread(query) == pytest.approx(theirs.spread(query), abs=1e-5)
    scans = "SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname LIKE 'units_of%'"
    ((used,),) = rows_of(store, scans)  # known when its connection is closed
    assert used if most == 50 else used is None


def by(scores: dict[int, float], names: dict[int, bytes]) -> dict[bytes, float]:
    return {names[content]: score for content, score in scores.items()}


def test_the_index_follows_the_notebook(
    database: str, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the width that the vectors have, and gone when they are few."""
    for module in (tidy, vectors):
        monkeypatch.setattr(module, "EXACT_UNITS", 20)
    generate(notes, 5)

    def indexes(store: Store) -> list[str]:
        query = "SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE 'units_of%'"
        return [name for (name,) in rows_of(store, query)]

    with closing(Store(database, notes)) as store:
        sync(notes, store, Axes(8))
        assert indexes(store) == ["units_of_1_8"]
        change(store, "UPDATE pg_index SET indisvalid = FALSE "
               "WHERE indexrelid = 'units_of_1_8'::regclass")  # fmt: skip
        sync(notes, store, Axes(4), rebuild=True)
        assert indexes(store) == ["units_of_1_4"]
        for path in sorted(notes.rglob("*.md"))[1:]:
            path.unlink()
        sync(notes, store, Axes(4))
        assert indexes(store) == []


def test_the_command_line(
    database: str, notes: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notes(notes, {"레디스.md": "# 레디스\n\n레디스의 기본 포트는 6379다.\n"})
    monkeypatch.chdir(notes.parent)
    code, out, err = process("sync", "notes", "--store", database)
    assert (code, err, out.splitlines()[0]) == (
        0, "", "notes: 1 added, 0 changed, 0 removed, 0 renamed, 0 unchanged, 0 failed"
    )  # fmt: skip
    code, out, err = process(
        "ask", "레디스의 포트는?", "--notes", "notes", "--read-store", database
    )
    assert (code, err, out.splitlines()[0]) == (0, "", "레디스의 기본 포트는 6379다. [1]")
    run = Galpi(monkeypatch, capsys)
    code, out, err = run("list", "--notes", "notes", "--store", "postgresql://127.0.0.1:1/d")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("galpi: the store postgresql://127.0.0.1:1/d?notebook=notes cannot be")
    code, out, err = run("ask", "포트", "--store", database, "--read-store", database)
    assert (code, out) == (2, "")
