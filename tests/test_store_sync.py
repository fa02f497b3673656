"""Sync: what it reports, what it embeds, and what the store holds after it, whatever happens."""

import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import EMBEDDED, ToyModel, change, file_of, rows_of, write_notes

from bench.rows import fresh, held
from index.errors import StoreMismatch
from index.reading.folder import list_notes
from index.reading.notices import Notice
from index.reading.reasons import told
from index.store import Store
from index.store.plan import make_plan
from index.store.report import SyncReport
from index.store.sync import has_changed, preview, sync

ROOT = Path(__file__).parents[1]

# Two chunks each.
POD = "## 파드\n파드는 죽는다.\n## 파드의 생성\n파드는 다시 만들어진다.\n"
SERVICE = "## 서비스\n서비스는 파드를 찾는다.\n## 이름\n서비스에는 이름이 있다.\n"


def report_of(notes: Path, store: Store, model: ToyModel, rebuild: bool = False) -> SyncReport:
    return sync(notes, store, model, rebuild=rebuild).timed(0)


@pytest.fixture
def synced(notes: Path, store: Store, toy: ToyModel) -> Store:
    """`책/1-파드.md` and `책/2-서비스.md`; what the model was asked is forgotten."""
    write_notes(notes, {"책/1-파드.md": POD, "책/2-서비스.md": SERVICE})
    assert report_of(notes, store, toy) == SyncReport(
        added=("책/1-파드.md", "책/2-서비스.md"), embedded=4
    )
    toy.documents.clear()
    return store


def paths(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT path, book, chapter, title FROM notes ORDER BY path"
    return rows_of(store, query)


def test_first_sync(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"책/1-파드.md": POD})
    seen: list[tuple[int, int]] = []
    report = sync(notes, store, toy, progress=lambda done, total: seen.append((done, total)))
    assert report.timed(0) == SyncReport(added=("책/1-파드.md",), embedded=2)
    assert report.seconds > 0
    assert seen == [(0, 1), (1, 1)]
    assert toy.documents == ["파드: 파드는 죽는다.", "파드의 생성: 파드는 다시 만들어진다."]
    assert paths(store) == [("책/1-파드.md", "책", 1, "파드")]
    assert not has_changed(notes, store)


def test_an_added_note(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.txt": "볼륨", "b.MARKDOWN": "볼륨", "c.png": "볼륨", ".d.md": "볼륨"})
    assert has_changed(notes, synced)
    report = report_of(notes, synced, toy)
    # The second has the first one's text.
    assert report == SyncReport(added=("a.txt", "b.MARKDOWN"), unchanged=2, embedded=1, reused=1)
    assert toy.documents == ["볼륨"]


def test_an_edited_paragraph_embeds_its_chunk_alone(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    write_notes(notes, {"책/1-파드.md": POD.replace("죽는다", "언젠가 죽는다")})
    report = report_of(notes, synced, toy)
    assert report == SyncReport(changed=("책/1-파드.md",), unchanged=1, embedded=1, reused=1)
    assert toy.documents == ["파드: 파드는 언젠가 죽는다."]
    texts = [row[0] for row in rows_of(synced, "SELECT text FROM chunks ORDER BY start")]
    assert "파드는 언젠가 죽는다." in texts and "파드는 죽는다." not in texts
    assert rows_of(synced, "SELECT count(*) FROM contents") == [(4,)]


def test_a_deleted_note(notes: Path, synced: Store, toy: ToyModel) -> None:
    (notes / "책/1-파드.md").unlink()
    report = report_of(notes, synced, toy)
    assert report == SyncReport(removed=("책/1-파드.md",), unchanged=1)
    counts = [len(held(synced)[name]) for name in ("notes", "chunks", "contents")]
    assert counts == [1, 2, 2]


def test_all_notes_deleted(notes: Path, synced: Store, toy: ToyModel) -> None:
    for file in list_notes(notes):
        (notes / file.path).unlink()
    report = report_of(notes, synced, toy)
    assert report == SyncReport(removed=("책/1-파드.md", "책/2-서비스.md"))
    assert [held(synced)[name] for name in ("notes", "chunks", "contents", "words")] == [[]] * 4


def test_a_renamed_note_embeds_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    (notes / "책/1-파드.md").rename(notes / "책/7-우물.md")
    assert report_of(notes, synced, toy) == SyncReport(renamed=("책/7-우물.md",), unchanged=1)
    assert toy.documents == []
    assert paths(synced) == [
        ("책/2-서비스.md", "책", 2, "서비스"),
        ("책/7-우물.md", "책", 7, "우물"),
    ]
    with synced.engine.reading() as state:
        words = {term for kept in state.contents() for term, _ in kept.stated}
    assert "우물" in words  # of a note without a title in its text


def test_a_moved_folder_embeds_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes, {"책/3-같은 파드.md": POD})
    report_of(notes, synced, toy)
    (notes / "책").rename(notes / "다른 책")
    assert report_of(notes, synced, toy) == SyncReport(
        renamed=("다른 책/1-파드.md", "다른 책/2-서비스.md", "다른 책/3-같은 파드.md")
    )
    assert toy.documents == []
    assert paths(synced) == [
        ("다른 책/1-파드.md", "다른 책", 1, "파드"),
        ("다른 책/2-서비스.md", "다른 책", 2, "서비스"),
        ("다른 책/3-같은 파드.md", "다른 책", 3, "같은 파드"),
    ]


def test_a_touched_note_is_unchanged(notes: Path, synced: Store, toy: ToyModel) -> None:
    os.utime(notes / "책/1-파드.md", ns=(1, 1))
    assert has_changed(notes, synced)
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)
    assert not has_changed(notes, synced)


def test_the_same_text_twice_is_embedded_once(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": POD, "b.md": POD})
    assert report_of(notes, store, toy) == SyncReport(added=("a.md", "b.md"), embedded=2, reused=2)
    (notes / "a.md").unlink()
    assert report_of(notes, store, toy) == SyncReport(removed=("a.md",), unchanged=1)
    assert len(held(store)["contents"]) == 2


def test_the_same_texts_in_many_batches_are_embedded_once(
    notes: Path, store: Store, toy: ToyModel
) -> None:
    """The first are with the encoder when the next are read; the last stand in another book."""
    text = "".join(f"## 절 {n}\n파드 {n}번.\n" for n in range(250))
    matter = "---\nbook: 책\n---\n"
    write_notes(notes, {"가/a.md": text, "나/a.md": text, "다/a.md": matter + text, "빈.md": ""})
    seen: list[tuple[int, int]] = []
    report = sync(notes, store, toy, lambda done, total: seen.append((done, total)))
    assert (len(report.added), report.embedded, report.reused) == (4, 250, 500)
    assert len(toy.documents) == len(set(toy.documents)) == 250
    with store.engine.reading() as state:
        assert [len(state.chunks(note["id"])) for note in state.notes()] == [250, 250, 250, 0]
        assert state.counts() == (4, 750, 500)
    assert seen == sorted(seen) and seen[0] == (0, 4) and seen[-1] == (4, 4)


def test_two_notes_swapped_embed_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes, {"책/1-파드.md": SERVICE, "책/2-서비스.md": POD})
    report = report_of(notes, synced, toy)
    assert report == SyncReport(changed=("책/1-파드.md", "책/2-서비스.md"), reused=4)
    assert toy.documents == []


def test_another_unicode_form_of_the_name_is_the_same_note(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    composed = "책/1-파드.md"
    decomposed = normalize("NFD", composed)
    (notes / decomposed).parent.mkdir()
    (notes / composed).rename(notes / decomposed)
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)
    assert toy.documents == []
    assert (decomposed, "책", 1, "파드") in paths(synced)
    write_notes(notes, {composed: POD})
    reason = told("same name", other=decomposed)
    failed = (Notice(composed, reason),)
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2, failed=failed)


@EMBEDDED
def test_a_second_sync_writes_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    def state() -> object:
        files = sorted(synced.folder.glob("*.db*"))
        return [(file.name, file.read_bytes()) for file in files], synced.setting("generation")

    with closing(sqlite3.connect(file_of(synced))) as other:
        version = other.execute("PRAGMA data_version").fetchone()
        before = state()
        assert report_of(notes, synced, toy) == SyncReport(unchanged=2)
        assert state() == before
        assert other.execute("PRAGMA data_version").fetchone() == version
    assert toy.documents == []


def test_the_generation_counts_the_syncs_that_changed_something(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    first = int(synced.setting("generation") or 0)
    os.utime(notes / "책/1-파드.md", ns=(1, 1))
    report_of(notes, synced, toy)
    assert synced.setting("generation") == str(first)
    write_notes(notes, {"a.md": "볼륨"})
    report_of(notes, synced, toy)
    assert synced.setting("generation") == str(first + 1)


@pytest.mark.parametrize("seed", range(3))
def test_any_edits_lead_to_the_store_of_a_fresh_build(
    notes: Path, store: Store, toy: ToyModel, tmp_path: Path, seed: int
) -> None:
    """Edits, copies, swaps, moves and deletions, several between two syncs."""
    choose = random.Random(seed)
    names = ["a.md", "책/1-가.md", "책/2-나.md", "다른 책/1-가.md"]
    texts: list[str | None] = [
        POD,
        SERVICE,
        POD + "\n" + SERVICE,
        "---\nbook: 적힌 책\n---\n볼륨",
        "",
    ]
    for step in range(5):
        for name in names:
            text = choose.choice([*texts, None])
            if text is None and step:
                (notes / name).unlink(missing_ok=True)
            else:
                write_notes(notes, {name: text or ""})
        sync(notes, store, toy)
        with fresh(notes, tmp_path / str(step), ToyModel()) as expected:
            assert held(store) == held(expected)
        with store.engine.reading() as state:
            assert list(state.differing()) == []


def test_a_note_that_fails_now_is_no_longer_found(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    write_notes(notes, {"책/1-파드.md": b"\0"})
    failed = Notice("책/1-파드.md", told("nul"))
    assert report_of(notes, synced, toy) == SyncReport(
        removed=("책/1-파드.md",), unchanged=1, failed=(failed,)
    )
    assert report_of(notes, synced, toy) == SyncReport(unchanged=1, failed=(failed,))


def test_a_note_deleted_between_listing_and_reading_is_gone(notes: Path, synced: Store) -> None:
    write_notes(notes, {"새.md": "볼륨", "책/1-파드.md": "고친 파드"})
    files = list_notes(notes)
    (notes / "새.md").unlink()
    (notes / "책/1-파드.md").unlink()
    with synced.engine.reading() as state:
        plan = make_plan(notes, files, state.files())
    assert (plan.jobs, plan.failed, plan.unchanged) == ([], [], 1)
    assert list(plan.gone.values()) == ["책/1-파드.md"]


def test_another_model_is_refused_with_the_command_that_rebuilds(
    notes: Path, synced: Store
) -> None:
    before = held(synced)
    with pytest.raises(StoreMismatch) as error:
        sync(notes, synced, ToyModel("other"))
    assert str(error.value) == (
        f"the store {synced.name} was made with model 'toy' (fingerprint toy 1), not with 'other' "
        "(other 1); rebuild it: galpi sync --rebuild --model other"
    )
    assert held(synced) == before


def test_rebuild(notes: Path, synced: Store) -> None:
    other = ToyModel("other")
    report = report_of(notes, synced, other, rebuild=True)
    assert report == SyncReport(added=("책/1-파드.md", "책/2-서비스.md"), embedded=4)
    assert len(other.documents) == 4
    assert synced.setting("model") == "other"
    assert report_of(notes, synced, other) == SyncReport(unchanged=2)


def test_a_front_matter_that_changed_embeds_nothing(
    notes: Path, synced: Store, toy: ToyModel, tmp_path: Path
) -> None:
    """Though the book is among the words of the note's passages."""
    write_notes(notes, {"책/1-파드.md": f"---\nbook: 다른 책\ntags: [k8s]\n---\n{POD}"})
    assert report_of(notes, synced, toy) == SyncReport(
        changed=("책/1-파드.md",), unchanged=1, reused=2
    )
    assert toy.documents == []
    assert paths(synced)[0] == ("책/1-파드.md", "다른 책", 1, "파드")
    with fresh(notes, tmp_path / "fresh", ToyModel()) as expected:
        assert held(synced) == held(expected)


def test_a_name_that_changed_in_case_alone(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"Pod.md": POD})
    sync(notes, store, toy)
    (notes / "Pod.md").rename(notes / "pod.md")
    assert report_of(notes, store, toy) == SyncReport(renamed=("pod.md",))
    assert paths(store) == [("pod.md", None, None, "pod")]


@pytest.mark.parametrize("clock", [0, 3_600])
def test_an_edit_that_leaves_size_and_time_as_they_were(
    notes: Path, synced: Store, toy: ToyModel, clock: int
) -> None:
    """Within one step of the file system's clock, also where that was set back an hour since."""
    path = notes / "책/1-파드.md"
    now = time.time_ns() + clock * 1_000_000_000
    os.utime(path, ns=(now, now))
    report_of(notes, synced, toy)
    write_notes(notes, {"책/1-파드.md": POD.replace("죽는다", "산단다")})
    os.utime(path, ns=(now, now))
    assert has_changed(notes, synced)
    assert report_of(notes, synced, toy).changed == ("책/1-파드.md",)


def test_a_note_that_has_settled_is_read_no_more(notes: Path, synced: Store, toy: ToyModel) -> None:
    path = notes / "책/1-파드.md"
    os.utime(path, ns=(1, 1))
    report_of(notes, synced, toy)
    write_notes(notes, {"책/1-파드.md": POD.replace("죽는다", "산단다")})
    os.utime(path, ns=(1, 1))  # no editor does that
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)


def test_a_preview_tells_what_a_sync_would_do(notes: Path, synced: Store, toy: ToyModel) -> None:
    """Here the first note is edited, the second moved, and a new one says what the first did."""
    write_notes(notes, {"책/1-파드.md": POD.replace("죽는다", "산다"), "a.md": POD, "b.md": b"\0"})
    (notes / "책/2-서비스.md").rename(notes / "책/3-서비스.md")
    before = held(synced)
    report = preview(notes, synced, toy).timed(0)
    assert (held(synced), toy.documents) == (before, [])
    assert report == SyncReport(
        added=("a.md",),
        changed=("책/1-파드.md",),
        renamed=("책/3-서비스.md",),
        failed=(Notice("b.md", told("nul")),),
        embedded=1,
        reused=3,
    )
    assert report_of(notes, synced, toy) == report


@pytest.mark.parametrize("name", ["chunk_chars", "analysis"])
def test_other_settings_are_refused(notes: Path, synced: Store, toy: ToyModel, name: str) -> None:
    change(synced, f"UPDATE settings SET value = '99' WHERE name = '{name}'")
    for run in (sync, preview):
        with pytest.raises(StoreMismatch, match=rf"\({name} 99\).*galpi sync --rebuild"):
            run(notes, synced, toy)
    assert preview(notes, synced, toy, rebuild=True).embedded == 4
    assert report_of(notes, synced, toy, rebuild=True).embedded == 4


@EMBEDDED
def test_space_is_given_back(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {f"{n}.md": f"파드 {n}는 죽는다.\n" * 50 for n in range(30)})
    sync(notes, store, toy)
    before = file_of(store).stat().st_size
    for n in range(1, 30):
        (notes / f"{n}.md").unlink()
    sync(notes, store, toy)
    assert file_of(store).stat().st_size < 0.6 * before
    assert rows_of(store, "PRAGMA freelist_count") == [(0,)]
    assert file_of(store).with_name("notes.db-wal").stat().st_size == 0


def test_to_dict_is_plain() -> None:
    report = SyncReport(added=("a.md",), failed=(Notice("b.md", "x"),), embedded=1, seconds=0.5)
    assert report.to_dict() == {
        "added": ("a.md",), "changed": (), "removed": (), "renamed": (), "unchanged": 0,
        "failed": ({"path": "b.md", "reason": "x"},), "notices": (),
        "left_out": (), "unread": (), "embedded": 1, "reused": 0, "seconds": 0.5,
    }  # fmt: skip
