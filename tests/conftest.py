"""What several tests share: a model whose vectors can be computed in one's head, and notes."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.embedding.vectors import Vectors, normalise
from index.passages.chunks import Chunk
from index.reading.notes import Note, read_note
from index.store import Store, Where

if TYPE_CHECKING:  # what the tests of the chat alone need takes seconds to import
    from browsing import Tabs
    from playwright.sync_api import Browser, BrowserContext, Page

    from bench.servers import Server
    from chat.server.backend import Backend

os.environ["LANGUAGE"] = "en"  # whatever the language of who runs them
DATA = Path(__file__).parents[1] / "data"
AXES = ("파드", "서비스", "볼륨")


class ToyModel:
    """A text's vector counts its 파드, 서비스 and 볼륨, scaled to length 1.

    `파드 서비스` -> (0.7071, 0.7071, 0). `documents` and `queries` are the texts it was given.
    """

    def __init__(self, name: str = "toy") -> None:
        self.name = name
        self.fingerprint = f"{name} 1"
        self.documents: list[str] = []
        self.queries: list[str] = []

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        self.documents += [text for chunk in chunks for text in chunk.statements]
        return [
            toy_vectors([*chunk.statements, *filter(None, [chunk.heading])]) for chunk in chunks
        ]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return toy_vectors(texts)


def toy_vectors(texts: Sequence[str]) -> Vectors:
    counts = [[text.count(axis) for axis in AXES] for text in texts]
    return normalise(np.array(counts, np.float32).reshape(len(texts), len(AXES)))


def write_notes(folder: Path, notes: Mapping[str, str | bytes]) -> None:
    """Files by POSIX path relative to the folder; text is written as UTF-8, byte for byte."""
    for path, content in notes.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


@pytest.fixture
def toy() -> ToyModel:
    return ToyModel()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """The notes folder, still empty."""
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def sample_notes() -> dict[str, Note]:
    """Those that come with the project, by path."""
    paths = sorted(DATA.rglob("*.md"))
    names = [path.relative_to(DATA).as_posix() for path in paths]
    return {
        name: read_note(name, path.read_bytes()) for name, path in zip(names, paths, strict=True)
    }


# Those whose tests are about stores of either engine, but for the ones marked `EMBEDDED`.
ON_BOTH = {"test_store", "test_store_sync", "test_store_crash", "test_care_checks"}
ON_BOTH |= {"test_store_unread", "test_qa_filters", "test_reading_kinds"}
EMBEDDED = pytest.mark.embedded


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "where" in metafunc.fixturenames:
        both = metafunc.module.__name__ in ON_BOTH
        both = both and not metafunc.definition.get_closest_marker("embedded")
        engines = ["embedded", "postgres"] if both else ["embedded"]
        metafunc.parametrize("where", engines, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Server]":
    """One server for all tests; each has to leave it running."""
    from bench.servers import server

    # Of a short name, as sockets need it, and out of the reach of other runs that tidy up.
    with TemporaryDirectory(prefix="galpi-") as scratch, server(Path(scratch) / "data") as running:
        yield running


@pytest.fixture
def database(postgres: "Server") -> str:
    """The address of a database without a notebook; numbers begin at 1 again."""
    import psycopg

    try:
        postgres.run(
            "SELECT 1 / (version = 1)::int FROM galpi.format; DELETE FROM galpi.notebooks; "
            "DELETE FROM galpi.words; DELETE FROM galpi.units; "
            + "; ".join(
                f"ALTER TABLE galpi.{table} ALTER id RESTART"
                for table in ("notebooks", "notes", "contents", "chunks")
            )
        )
    except psycopg.Error:  # there is none yet, or not one of ours
        postgres.run("DROP SCHEMA IF EXISTS galpi CASCADE; CREATE EXTENSION IF NOT EXISTS vector")
    return postgres.url


@pytest.fixture
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    if request.param == "embedded":
        return tmp_path / ".galpi"
    database: str = request.getfixturevalue("database")
    return database


@pytest.fixture
def store(where: Where, notes: Path) -> Iterator[Store]:
    with closing(Store(where, notes)) as store:
        yield store


def file_of(store: Store) -> Path:
    assert store.engine.file
    return store.engine.file


def rows_of(store: Store, query: str) -> list[tuple[Any, ...]]:
    with _connected(store) as connection:
        rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return rows


def change(store: Store, query: str) -> None:
    """Behind the store's back. In PostgreSQL the vectors of contents are rows of `units`."""
    with _connected(store) as connection, connection:
        connection.execute(query)


def delete(store: Store) -> None:
    if store.engine.file:
        shutil.rmtree(store.folder)
    else:
        change(store, "DELETE FROM notebooks")


@contextmanager
def _connected(store: Store) -> Iterator[Any]:
    if store.engine.file:
        with closing(sqlite3.connect(store.engine.file)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection
    else:
        import psycopg

        url = store.name.partition("?")[0]
        with psycopg.connect(url, options="-c search_path=galpi,public") as connection:
            yield connection


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from browsing import CHROMIUM_ARGS
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chat_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `chat` is about: a copy of the sample notes."""
    folder = tmp_path_factory.mktemp("chat") / "notes"
    shutil.copytree(DATA, folder)
    return folder


@pytest.fixture(scope="module")
def chat(chat_notes: Path) -> "Iterator[tuple[str, Backend]]":
    """The URL of a chat, and the notebook behind it, which answers as `Quoting`."""
    from quoting import Quoting
    from serving import served

    with served(lambda progress: Quoting.open(chat_notes, progress=progress)) as found:
        yield found


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    with browser.new_context(
        locale="ko-KR", reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    ) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@pytest.fixture
def tabs(context: "BrowserContext", chat: "tuple[str, Backend]") -> "Iterator[Tabs]":
    """A call to another host, a dialog or an error on one of its pages fails the test."""
    from browsing import Tabs

    tabs = Tabs(context, chat[0])
    yield tabs
    assert tabs.troubles == []


@pytest.fixture
def page(tabs: "Tabs") -> "Page":
    return tabs.open()
