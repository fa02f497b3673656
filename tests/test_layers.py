"""Imports run one way: index ← qa ← chat ← ui ← galpi. Nothing imports training or bench."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "index": {"index"},
    "qa": {"index", "qa"},
    "chat": {"qa", "chat"},
    "ui": {"qa", "chat", "ui"},
    "upkeep": {"index", "upkeep"},
    "galpi": {"index", "qa", "ui", "upkeep", "galpi"},
    "training": {"index", "qa", "bench", "training"},
    "bench": {"index", "qa", "chat", "ui", "bench"},
}
SLOW = {"torch", "sentence_transformers", "gradio", "langchain_text_splitters"}
NOT_FOR_HELP = SLOW | {"faiss", "kiwipiepy", "numpy", "tokenizers"}


def modules(layer: str) -> list[Path]:
    return [path for path in (ROOT / f"{layer}.py", *(ROOT / layer).rglob("*.py")) if path.exists()]


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the project's modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names = [node.module or ""]
        else:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name for name in names if name.split(".")[0] in MAY_IMPORT)


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_imports_run_one_way(layer: str) -> None:
    assert modules(layer)
    allowed = tuple(f"{name}." for name in MAY_IMPORT[layer])
    for path in modules(layer):
        assert [name for name in imported(path) if not f"{name}.".startswith(allowed)] == [], path


def test_no_two_modules_import_each_other() -> None:
    paths = [path for layer in MAY_IMPORT for path in modules(layer)]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    graph = dict(zip((name.removesuffix(".__init__") for name in names), paths, strict=True))
    TopologicalSorter({name: imported(path) for name, path in graph.items()}).prepare()


@pytest.mark.parametrize(("module", "slow"), [("galpi", NOT_FOR_HELP), ("qa", SLOW)])
def test_import_loads_nothing_slow(module: str, slow: set[str]) -> None:
    script = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert slow & set(loaded) == set()
