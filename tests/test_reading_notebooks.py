"""Which notes folders are opened at once, and by which names."""

from pathlib import Path

import pytest
from conftest import write_notes

from index.errors import FolderError
from index.reading.notebooks import notebooks


def test_folders_are_called_by_their_names_each_once(tmp_path: Path) -> None:
    one, two, three = tmp_path / "a" / "notes", tmp_path / "b" / "notes", tmp_path / "요리"
    assert notebooks([three]) == {"요리": three}
    assert notebooks([one, two, three, tmp_path / "a" / ".." / "요리"]) == {
        "a/notes": one,
        "b/notes": two,
        "요리": tmp_path / "a" / ".." / "요리",
    }


def test_more_are_named_in_the_first_folder(tmp_path: Path) -> None:
    toml = '[notebooks]\n"요리" = "../cooking"\n"다시" = "."\nnotes = "/elsewhere"\n'
    write_notes(tmp_path / "notes", {"galpi.toml": toml})
    assert notebooks([tmp_path / "notes"]) == {
        "notes": tmp_path / "notes",
        "요리": tmp_path / "notes" / "../cooking",
        "notes (/elsewhere)": Path("/elsewhere"),
    }


def test_what_is_wrong_with_the_names_is_told(tmp_path: Path) -> None:
    write_notes(tmp_path, {"galpi.toml": 'notebooks = ["a"]\n'})
    with pytest.raises(FolderError, match=r"galpi.toml names notebooks as \['a'\]; write "):
        notebooks([tmp_path])
