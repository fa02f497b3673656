"""Files that are sent: under safe names into the notes folder, and nowhere else."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from conftest import write_notes

from bench.making import pdf, zipped
from index.reading.archive import MAX_TOTAL
from index.reading.intake import Given, Outcome, take_in

NOTE = "# 고래\n\n고래는 허파로 숨을 쉰다.\n".encode()


def took(notes: Path, *given: Given, folder: str = "", replaced: tuple[str, ...] = ()) -> list[
    tuple[str, str]
]:  # fmt: skip
    found = take_in(notes, given, folder, replaced)
    return [(str(taken.outcome), taken.path) for taken in found]


def files(notes: Path) -> dict[str, bytes]:
    found = (path for path in notes.rglob("*") if path.is_file())
    return {path.relative_to(notes).as_posix(): path.read_bytes() for path in found}


def test_files_and_folders_are_put_into_the_folder_or_the_book_that_is_chosen(notes: Path) -> None:
    given = [Given("고래.md", NOTE), Given("바다/그림/a.png", b"x"), Given("바다/새.txt", NOTE)]
    assert took(notes, *given) == [
        ("added", "고래.md"), ("added", "바다/그림/a.png"), ("added", "바다/새.txt"),
    ]  # fmt: skip
    assert took(notes, *given, folder="책/물: 1?") == [
        ("added", "책/물 1/고래.md"), ("added", "책/물 1/그림/a.png"), ("added", "책/물 1/새.txt"),
    ]  # fmt: skip
    assert files(notes)["책/물 1/새.txt"] == NOTE


def test_a_folder_that_is_there_is_taken_by_the_name_it_has(notes: Path) -> None:
    write_notes(notes, {f"{'긴' * 70} 책/a.md": "a"})
    folder = f"{'긴' * 70} 책"
    assert took(notes, Given("b.md", NOTE), folder=folder) == [("added", f"{folder}/b.md")]


def test_nothing_is_replaced_unasked(notes: Path) -> None:
    write_notes(notes, {"a.md": "첫 글"})
    assert took(notes, Given("a.md", "첫 글".encode())) == [("same", "a.md")]
    assert took(notes, Given("a.md", NOTE)) == [("exists", "a.md")]
    assert files(notes) == {"a.md": "첫 글".encode()}
    assert took(notes, Given("a.md", NOTE), replaced=("a.md",)) == [("replaced", "a.md")]
    assert files(notes) == {"a.md": NOTE}


def test_a_name_that_is_spelt_otherwise_on_disk_is_the_same(notes: Path) -> None:
    write_notes(notes, {"\u1100\u1161.md": "가"})  # NFD, as macOS writes it
    assert took(notes, Given("가.md", NOTE)) == [("exists", "가.md")]
    assert len(files(notes)) == 1


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("../x.md", "outside"),
        ("a/../../x.md", "outside"),
        ("..\\x.md", "outside"),
        ("/etc/x.md", "outside"),
        ("C:\\x.md", "outside"),
        ("x.md\0.png", "name"),
        ("x\n.md", "name"),
        ("x\ud800.md", "name"),
        ("", "name"),
        (".galpi/x.md", "hidden"),
        ("a/.x.md", "hidden"),
        ("x.exe", "kind"),
        ("galpi.toml", "kind"),
        ("표.csv", "kind"),
        ("md", "kind"),
    ],
)
def test_a_name_that_is_not_taken(notes: Path, name: str, outcome: str) -> None:
    assert took(notes, Given(name, NOTE)) == [(outcome, "")]
    assert files(notes) == {}
    assert list(notes.parent.iterdir()) == [notes]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a:b?*.md", "ab.md"),
        ("  공백  많은 .md", "공백 많은.md"),
        ("CON.md", "CON_.md"),
        ("aux/x.md", "aux_/x.md"),
        ("./a//b.md", "a/b.md"),
        ("\u1100\u1161.md", "가.md"),
        ("긴" * 100 + ".md", "긴" * 60 + ".md"),
    ],
)
def test_a_name_that_is_made_safe(notes: Path, name: str, path: str) -> None:
    assert took(notes, Given(name, NOTE)) == [("added", path)]


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("a.md", b"\x00\x01\x02", "text"),
        ("a.md", b"a" * 20_000_001, "large"),
        ("a.md", None, "large"),
        ("a.png", b"a" * 20_000_001, "large"),
        ("a.zip", b"PK\x03\x04 no archive", "broken"),
        ("a.zip", None, "large"),
    ],
)
def test_content_that_is_not_taken(
    notes: Path, name: str, content: bytes | None, outcome: str
) -> None:
    assert [outcome for outcome, _ in took(notes, Given(name, content))] == [outcome]
    assert files(notes) == {}


def test_an_archive_is_unpacked_below_its_name_and_one_within_it_too(notes: Path) -> None:
    inner = zipped({"나/쪽 1f2e3d4c5b6a79881f2e3d4c5b6a7988.md": NOTE, "나/a.mp4": b"x"})
    outer = zipped({"Export-1.zip": inner, "b.md": NOTE, "__MACOSX/b.md": b"x", "책/c.md": NOTE})
    assert took(notes, Given("책.zip", outer)) == [
        ("added", "책/나/쪽 1f2e3d4c5b6a79881f2e3d4c5b6a7988.md"),
        ("kind", ""),
        ("added", "책/b.md"),
        ("added", "책/c.md"),
    ]
    assert took(notes, Given("책.zip", zipped({"d.pdf": pdf([["a"]])})), folder="새") == [
        ("added", "새/d.pdf")
    ]


def test_members_that_lead_out_or_are_links_are_refused_and_the_others_taken(notes: Path) -> None:
    buffer = io.BytesIO()
    link = zipfile.ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../out.md", NOTE)
        archive.writestr("nul.mdXzip", NOTE)
        archive.writestr("good.md", NOTE)
    content = buffer.getvalue().replace(b"nul.mdXzip", b"nul.md\0zip")
    assert [outcome for outcome, _ in took(notes, Given("a.zip", content))] == [
        "link", "outside", "name", "added",
    ]  # fmt: skip
    assert files(notes) == {"a/good.md": NOTE}
    assert list(notes.parent.iterdir()) == [notes]


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is(notes: Path) -> None:
    bomb = zipped({f"{n}.md": bytes(MAX_TOTAL // 4) for n in range(5)})
    assert len(bomb) < 1_100_000
    assert took(notes, Given("a.zip", bomb)) == [("packed", "")]
    # One within another, each of which could be read alone.
    half = zipped({f"{n}.md": b" " * (MAX_TOTAL // 20) for n in range(11)})
    assert took(notes, Given("a.zip", zipped({"1.zip": half, "2.zip": half}))) == [("packed", "")]
    assert files(notes) == {}


def test_a_linked_folder_or_note_is_not_written_through(notes: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_notes(outside, {"a.md": "밖"})
    (notes / "책").symlink_to(outside)
    (notes / "b.md").symlink_to(outside / "a.md")
    given = [Given("책/a.md", NOTE), Given("책/새/c.md", NOTE), Given("b.md", NOTE)]
    replaced = ("책/a.md", "b.md")
    assert [outcome for outcome, _ in took(notes, *given, replaced=replaced)] == ["link"] * 3
    assert files(outside) == {"a.md": "밖".encode()}


def test_what_cannot_be_written_is_told(notes: Path) -> None:
    write_notes(notes, {"책": "폴더가 아니다"})
    assert took(notes, Given("책/a.md", NOTE)) == [(str(Outcome.DISK), "책/a.md")]
