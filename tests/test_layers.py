"""Imports run one way, from the ground up, and reach no deeper than a floor's `__all__`.

What stands there is a module of the floor, or a thing that its `__init__` imports. It imports
little, and leaves modules to those who need them: a command starts no slower for what it does not
use. Tests, bench and training may look inside.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_GROUND = {"index", "index.reading", "index.passages"}
_STORE = _GROUND | {"index.words", "index.embedding", "index.store"}
_INDEX = _STORE | {"index.care"}
# The modules of each floor, by what they may import besides each other.
MAY_IMPORT = {
    "index": set[str](),
    "index.reading": {"index"},
    "index.passages": {"index", "index.reading"},
    "index.words": _GROUND,
    "index.embedding": _GROUND,
    "index.store": _STORE,
    "index.care": _INDEX,
    "qa": _INDEX,
    "qa.evaluation": _INDEX | {"qa"},
    "qa.adapters": {"qa"},
    "chat": set[str](),
    "chat.page": {"qa"},
    "chat.server": {"qa", "chat.page"},
    "ui": {"qa", "chat.server"},
    "terminal": _INDEX | {"qa", "qa.evaluation", "chat.server", "ui"},
    "galpi": {"index", "terminal"},
    "bench": _INDEX | {"qa", "qa.evaluation", "chat.server", "ui"},
    "training": _INDEX | {"qa", "qa.evaluation", "bench"},
}
PRODUCT = [floor for floor in MAY_IMPORT if floor not in ("bench", "training")]
# Of use to those alone who have such files.
OF_FILES = {"pypdf", "docx", "lxml", "feedparser", "pathspec", "markdown_it", "charset_normalizer"}
OF_PROGRAMS = {"fastapi", "mcp", "prometheus_client", "langchain_core", "llama_index", "haystack"}
SLOW = {"torch", "sentence_transformers", "gradio", "langchain_text_splitters"}
SLOW |= OF_FILES | OF_PROGRAMS | {"pydantic", "uvicorn", "starlette"}
SLOW |= {"psycopg"}  # of those alone whose store is in PostgreSQL
NOT_FOR_HELP = SLOW | {"faiss", "kiwipiepy", "numpy", "tokenizers"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(name: str) -> str | None:
    """The innermost floor that a module stands on; None for a module of others."""
    floors = [floor for floor in MAY_IMPORT if f"{name}.".startswith(f"{floor}.")]
    return max(floors, key=len, default=None)


def folder(floor: str) -> Path:
    return ROOT / floor.replace(".", "/")


def modules(floor: str) -> list[Path]:
    paths = [folder(floor).with_suffix(".py"), *folder(floor).rglob("*.py")]
    return [path for path in paths if path.exists() and floor_of(name_of(path)) == floor]


def imported(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Modules that a file imports, inside functions too, and the names it takes from each."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, f"{path}:{node.lineno}: relative import"
            yield node.module, [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)


def own_imported(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Those of the project, each with its floor before it."""
    for name, taken in imported(path):
        if floor := floor_of(name):
            yield floor, name, taken


@pytest.mark.parametrize("floor", MAY_IMPORT)
def test_imports_run_one_way(floor: str) -> None:
    assert modules(floor)
    allowed = {floor, *MAY_IMPORT[floor]}
    for path in modules(floor):
        assert [name for other, name, _ in own_imported(path) if other not in allowed] == [], path


@pytest.mark.parametrize("floor", PRODUCT)
def test_a_floor_is_entered_by_what_it_names(floor: str) -> None:
    for path in modules(floor):
        for other, name, taken in own_imported(path):
            own = f"{floor}.".startswith(f"{other}.")  # this floor, or the one that it is part of
            if folder(other).is_dir() and not own:
                module = name.removeprefix(other).split(".")[1:2]
                assert set(module or taken) <= set(import_module(other).__all__), f"{path}: {name}"


@pytest.mark.parametrize("floor", PRODUCT)
def test_what_a_floor_names_is_there(floor: str) -> None:
    if folder(floor).is_dir():
        package = import_module(floor)
        for name in getattr(package, "__all__", ()):
            assert hasattr(package, name) or find_spec(f"{floor}.{name}"), name


def test_no_two_modules_import_each_other() -> None:
    paths = [path for floor in MAY_IMPORT for path in modules(floor)]
    graph = {name_of(path): [name for _, name, _ in own_imported(path)] for path in paths}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(("module", "slow"), [("galpi", NOT_FOR_HELP), ("qa", SLOW)])
def test_import_loads_nothing_slow(module: str, slow: set[str]) -> None:
    script = f"import sys, {module}; print(*sys.modules)"
    assert slow & loaded_by(script) == set()


def test_reading_markdown_loads_no_reader_of_other_files() -> None:
    read = "from index.reading.notes import read_note; read_note('a.md', b'# a')"
    loaded = loaded_by(f"import sys; {read}; print(*sys.modules)")
    assert (OF_FILES - {"markdown_it"}) & loaded == set()
    others = {"html", "pdf", "pages", "docx", "epub", "ipynb", "notion", "org", "rst", "archive"}
    assert {f"index.reading.{name}" for name in others} & loaded == set()


def loaded_by(script: str) -> set[str]:
    return set(
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
        ).stdout.split()
    )  # fmt: skip
