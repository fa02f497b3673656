"""Pictures of the notes folder, and notes that are linked: what the chat gives away of it."""

from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from conftest import write_notes
from serving import served
from test_chat_server import NOTES

from chat.server.library import MAX_PICTURE, Library
from qa import Notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    files: dict[str, str | bytes] = {
        **{"a/그림.png": PNG, "b/x.svg": b"<svg onload=alert(1)>", ".hidden/y.png": PNG},
        **{"a/노트.md": "# 글", "b/c/노트.md": "# 글", "a/비밀.pem": b"x", "a/가짜.png.txt": "x"},
    }
    write_notes(tmp_path / "notes", files)
    write_notes(tmp_path, {"outside.png": PNG, "outside.md": "x"})
    (tmp_path / "notes" / "link.png").symlink_to(tmp_path / "outside.png")
    (tmp_path / "notes" / "link.md").symlink_to(tmp_path / "outside.md")
    (tmp_path / "notes" / "named.png").symlink_to(tmp_path / "notes" / "a" / "비밀.pem")
    with (tmp_path / "notes" / "big.png").open("wb") as file:
        file.truncate(MAX_PICTURE + 1)
    library = Library()
    library.folder = tmp_path / "notes"
    return library


def test_pictures_have_addresses_that_cannot_be_made_up(library: Library) -> None:
    address = library.address("a/그림.png")
    assert address and address == library.address("그림.png")
    reply = library.answer(unquote(address))
    assert (reply.status_code, reply.media_type) == (200, "image/png")
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    _, _, seal, path = address.split("/", 3)
    others = ("b/x.svg", "../outside.png", "a/\0.png")
    wrong = (f"/picture//{path}", "/picture/", f"/picture/가/{path}")
    for other in (*(f"/picture/{seal}/{place}" for place in others), *wrong):
        assert library.answer(unquote(other)).status_code == 404, other
    assert Library().answer(unquote(address)).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        *("../outside.png", "outside.png", "/etc/x.png", ".hidden/y.png", "y.png", "link.png"),
        *("big.png", "named.png", "a/비밀.pem", "a/노트.md", "가짜.png"),
        *("", ".", "a", "\0.png", "a/\0.png", "*.png"),
    ],
)
def test_what_is_no_picture_of_the_folder_has_no_address(library: Library, name: str) -> None:
    assert library.address(name) is None


def test_notes_are_found_by_path_or_name(library: Library) -> None:
    assert library.note("노트") == library.note("노트.md") == "a/노트.md"
    assert library.note("c/노트") == library.note("b/c/노트.md") == "b/c/노트.md"
    for name in (
        "../outside",
        "outside.md",
        "link",
        "link.md",
        "a/비밀.pem",
        "",
        "/etc/passwd",
        "\0",
    ):
        assert library.note(name) is None
    assert Library().note("노트") is None


def test_a_picture_is_given_only_to_who_was_shown_it(tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", {**NOTES, "그림.png": PNG, "x.svg": b"<svg/>"})
    opened = Notebook.open(tmp_path / "notes")
    with served(lambda _: opened, auth="kim:bi") as (url, backend):
        address = backend.library.address("그림.png")
        reply = httpx.get(f"{url}{address}")
        assert (reply.content, reply.headers["content-type"]) == (PNG, "image/png")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert httpx.get(f"{url}/picture/0/그림.png").status_code == 404
        assert httpx.post(f"{url}{address}").status_code == 404
        assert httpx.get(f"{url}{address}", headers={"Host": "evil.test"}).status_code == 400
