"""A wheel, built from the sources that are given away, in an environment of its own: what is in it,
and what a newcomer does with it in some other folder.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from index.errors import FolderError
from qa.samples import copy_samples

ROOT = Path(__file__).parents[1]
CODE = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "training"}
MODULES = {path.name for path in ROOT.glob("*.py")} - {"setup.py"}
SAMPLES = [*(ROOT / "data").glob("*/*.md"), *(ROOT / "data").glob("*.jsonl")]
QUESTION = "컨피그맵과 시크릿의 차이는?"
NOTE = "쿠버네티스 모범 사례/04-설정-시크릿-RBAC.md"  # which answers it
PATIENCE = 120  # seconds


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist; as a plain tar, for it is unpacked at once."""
    folder = tmp_path_factory.mktemp("sdist")
    run(ROOT, sys.executable, "setup.py", "-q", "egg_info", "--egg-base", folder,
        "sdist", "--formats=tar", "--dist-dir", folder)  # fmt: skip
    (archive,) = folder.glob("*.tar")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return archive.with_suffix("")


@pytest.fixture(scope="module")
def wheel(sources: Path) -> Path:
    build = ("wheel", "-q", "--no-deps", "--no-build-isolation", "--wheel-dir", "..", ".")
    run(sources, sys.executable, "-m", "pip", *build)
    (wheel,) = sources.parent.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of python and galpi in a new environment, which finds the packages of others,
    galpi's own excepted, in the one that runs the tests.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    install = ("install", "-q", "--no-deps", "--no-index", "--no-compile")
    run(folder, sys.executable, "-m", "pip", "--python", folder, *install, wheel)
    others = Path(paths["purelib"]) / "others.pth"
    others.write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return Path(paths["scripts"])


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("다른 곳")


@pytest.fixture(scope="module")
def demo(commands: Path, elsewhere: Path) -> Iterator[str]:
    """The address of `galpi demo`, once it has read the notes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = (commands / "galpi", "demo", "--port", str(port))
    with subprocess.Popen(command, cwd=elsewhere, env=newcomer()) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(process, url)
            yield url
        finally:
            process.send_signal(signal.SIGINT)


def newcomer() -> dict[str, str]:
    """The environment of someone who has set nothing up for galpi."""
    ours = {"PYTHONPATH", "GALPI_NOTES", "GALPI_AUTH"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def run(folder: Path, *command: str | Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=newcomer(), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_for(process: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz") as answer:
                if json.load(answer) == {"phase": "ready"}:
                    return
        except URLError:
            pass
        time.sleep(0.2)
    pytest.fail(f"galpi demo is not ready, exit code {process.poll()}")


def test_sources_hold_what_the_wheel_is_made_of_and_little_more(sources: Path) -> None:
    made = {"PKG-INFO", "setup.cfg", "galpi.egg-info", "build"}
    about = {"LICENSE", "README.md", "README.ko.md", "CHANGELOG.md", "SECURITY.md"}
    how = {"pyproject.toml", "setup.py", "MANIFEST.in", "constraints.txt"}
    names = {path.name for path in sources.iterdir()}
    assert names - made == {"data"} | CODE | MODULES | about | how
    left_out = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    assert (CODE | MODULES | how) & left_out == set()  # an image is built from them, too


def test_wheel_holds_code_models_page_glossary_samples_and_licences(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = [path for folder in CODE for path in (ROOT / folder).rglob("*") if path.is_file()]
    meta = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "top_level.txt"}
    licences = {"licenses/LICENSE", "licenses/index/embedding/bundled/LICENSE"}
    assert names == MODULES | {
        *(path.relative_to(ROOT).as_posix() for path in code if "__pycache__" not in path.parts),
        *(f"qa/{path.relative_to(ROOT).as_posix()}" for path in SAMPLES),
        *(f"galpi-0.1.0.dist-info/{name}" for name in meta | licences),
    }


def test_newcomer_looks_around(commands: Path, elsewhere: Path) -> None:
    assert run(elsewhere, commands / "galpi", "--version") == "galpi 0.1.0\n"
    assert "galpi demo [OPTIONS] [folder]" in run(elsewhere, commands / "galpi", "demo", "--help")


def test_newcomer_opens_the_chat(demo: str) -> None:
    with urlopen(demo) as page:
        assert "갈피 galpi" in page.read().decode()


def test_newcomer_asks_the_sample_notes(demo: str, commands: Path, elsewhere: Path) -> None:
    said = run(elsewhere, commands / "galpi", "ask", QUESTION, "--notes", "galpi-demo/data")
    assert f"({NOTE}:" in said
    script = (
        f"import qa; answer = qa.Notebook.open('galpi-demo/data').ask({QUESTION!r}); "
        "print(qa.__file__, answer.found, answer.citations[0].path, sep='|')"
    )
    where, found, path = run(elsewhere, commands / "python", "-c", script).rstrip().split("|")
    assert (found, path) == ("True", NOTE)
    assert Path(where).is_relative_to(commands.parent)


def test_everything_is_kept_in_the_folder_of_the_demo(demo: str, elsewhere: Path) -> None:
    assert [path.name for path in elsewhere.iterdir()] == ["galpi-demo"]
    assert {path.name for path in (elsewhere / "galpi-demo").iterdir()} == {"data", ".galpi"}


def test_samples_that_were_changed_are_left_alone(tmp_path: Path) -> None:
    notes = copy_samples(tmp_path / "가" / "나")
    assert notes == tmp_path / "가" / "나" / "data"
    copied = {path.relative_to(notes): path.read_bytes() for path in notes.rglob("*.*")}
    assert copied == {path.relative_to(ROOT / "data"): path.read_bytes() for path in SAMPLES}
    note = next(notes.rglob("*.md"))
    note.write_text("# 내 것", encoding="utf-8")
    assert copy_samples(tmp_path / "가" / "나") == notes
    assert note.read_text(encoding="utf-8") == "# 내 것"


def test_a_file_in_the_way_of_the_samples_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(FolderError, match=r"cannot be copied there \(Not a directory\); give "):
        copy_samples(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
