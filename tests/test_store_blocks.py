"""What a question of the embedded store looks through: that an edit writes its blocks alone, and
that all is found as in a store made anew.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import ToyModel, change, rows_of, toy_vectors, write_notes

from bench.rows import fresh
from index.errors import StoreError
from index.store import Store
from index.store.embedded.blocks import SIZE
from index.store.engine import EVERYTHING, Scope, State
from index.store.sync import sync

COUNT = 2 * SIZE + 100  # passages, in three blocks, for numbers begin with 1
QUERY = toy_vectors(["파드 파드 볼륨"])[0]


def sections(first: int, last: int) -> str:
    """Every tenth names 서비스, every third 볼륨."""
    return "".join(
        f"## 절 {n}\n파드 {n}번은 {'서비스를 찾는다' if n % 10 == 0 else '죽는다'}."
        f"{' 볼륨 볼륨.' if n % 3 == 0 else ''}\n"
        for n in range(first, last)
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes and their store, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    middle = COUNT // 2
    texts = {"가/a.md": sections(0, middle), "나/b.md": sections(middle, COUNT)}
    write_notes(folder / "notes", texts)
    with closing(Store(folder / ".galpi", folder / "notes")) as store:
        assert sync(folder / "notes", store, ToyModel()).embedded == COUNT
    return folder


@pytest.fixture
def synced(built: Path, notes: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    with closing(Store(tmp_path / ".galpi", notes)) as store:
        yield store


def blocks(store: Store) -> dict[int, object]:
    rows = rows_of(store, "SELECT id, checksum FROM blocks")
    postings = rows_of(store, "SELECT block, term, packed FROM postings")
    return {id: (sum_, [row for row in postings if row[0] == id]) for id, sum_ in rows}


def found(store: Store) -> list[object]:
    """By hash, as numbers differ from store to store."""
    scopes = [EVERYTHING, Scope(folder="가"), Scope(folder="나")]
    with store.engine.reading() as state:
        hashes = {kept.id: kept.hash for kept in state.contents()}
        cosines = {id: own.tolist() for id, own in state.cosines(QUERY, hashes).items()}
        answers: list[dict[int, Any]] = [cosines]
        for scope in scopes:
            answers.append(state.nearest(QUERY, len(hashes), scope))
            answers.append(state.match({"파드": 1.0, "서비스": 1.0}, {}, len(hashes), scope))
        return [
            state.spread(QUERY),
            *({hashes[id]: score for id, score in answer.items()} for answer in answers),
        ]


def edit(notes: Path) -> None:
    path = notes / "가/a.md"
    text = path.read_text(encoding="utf-8").replace("파드 7번은 죽는다", "볼륨 7번은 서비스다")
    path.write_text(text, encoding="utf-8")


def test_an_edit_writes_the_blocks_it_touches(notes: Path, synced: Store, toy: ToyModel) -> None:
    before = blocks(synced)
    edit(notes)
    assert sync(notes, synced, toy).embedded == 1
    after = blocks(synced)
    assert list(before) == list(after) == [0, 1, 2]
    assert [id for id in before if before[id] != after[id]] == [0, 2]


def test_all_is_found_as_in_a_store_made_anew(
    notes: Path, synced: Store, toy: ToyModel, tmp_path: Path
) -> None:
    """By a store that was open before, and after a note was deleted, too."""
    with closing(Store(synced.folder, notes)) as other:
        first = found(other)
        tasks: list[Callable[[], None]] = [lambda: edit(notes), (notes / "나/b.md").unlink]
        for step, task in enumerate(tasks):
            task()
            sync(notes, synced, toy)
            with fresh(notes, tmp_path / str(step), toy) as expected:
                assert found(other) == found(synced) == found(expected) != first
                moments = "SELECT moments FROM sums"
                assert rows_of(synced, moments) == rows_of(expected, moments)
            with synced.engine.reading() as state:
                assert list(state.differing()) == []


def test_numbers_that_are_free_again(notes: Path, synced: Store, toy: ToyModel) -> None:
    """The last content's number is given again."""
    (notes / "나/b.md").unlink()
    sync(notes, synced, toy)
    write_notes(notes, {"다.md": "볼륨과 서비스"})
    sync(notes, synced, toy)
    with synced.engine.reading() as state:
        assert list(state.differing()) == []
        assert len(state.nearest(QUERY, 2 * COUNT, EVERYTHING)) == COUNT // 2 + 1


def test_no_notes_are_left(notes: Path, synced: Store, toy: ToyModel) -> None:
    for path in notes.rglob("*.md"):
        path.unlink()
    sync(notes, synced, toy)
    assert [rows_of(synced, f"SELECT count(*) FROM {t}") for t in ("blocks", "postings")] == [
        [(0,)],
        [(0,)],
    ]
    assert found(synced) == [(0.0, 1.0), *[{}] * 7]


ASKED: list[tuple[str, Callable[[State], Any], str]] = [
    ("blocks SET codes = zeroblob(length(codes)) WHERE id = 1",
     lambda state: state.nearest(QUERY, 1, EVERYTHING), "the codes of block 1 are damaged"),
    ("contents SET vectors = zeroblob(length(vectors)) WHERE id = 7",
     lambda state: state.cosines(QUERY, [7]), "the vectors of content 7 are damaged"),
    ("postings SET packed = zeroblob(4) WHERE term = '파드'",
     lambda state: state.match({"파드": 1.0}, {}, 1, EVERYTHING), "postings are damaged"),
    ("postings SET block = 9 WHERE term = '파드' AND block = 2",
     lambda state: state.match({"파드": 1.0}, {}, 1, EVERYTHING), "postings are damaged"),
    ("sums SET moments = zeroblob(length(moments))",
     lambda state: state.spread(QUERY), "the sums of the vectors are damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "ask", "told"), ASKED, ids=[damage for damage, _, _ in ASKED])
def test_damage_is_told_to_who_asks(
    synced: Store, damage: str, ask: Callable[[State], Any], told: str
) -> None:
    change(synced, f"UPDATE {damage}")
    with pytest.raises(StoreError) as error, synced.engine.reading() as state:
        ask(state)
    assert str(error.value) == f"{told}; rebuild: galpi sync --rebuild"
