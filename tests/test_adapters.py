"""The retrievers of other frameworks: LangChain's own standard tests, and the same passages from
each, with their places.
"""

import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import write_notes
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_tests.integration_tests import RetrieversIntegrationTests
from serving import calls, foreign_calls, run_apart

from index.embedding.models import load_model
from index.errors import ModelError, QuestionError, StoreMismatch
from qa import Hit, Notebook
from qa.adapters.langchain import GalpiRetriever

QUESTION = "물은 어디로 흐르나?"
BOOK = "자연"
SECTIONS = ("물은 아래로 흐른다.", "불은 위로 탄다.", "바람은 옆으로 분다.", "흙은 그대로 있다.")
BOOKS = {
    "자연/09-원소.md": "# 9장 원소\n\n" + "".join(f"## {one[0]}\n\n{one}\n\n" for one in SECTIONS),
    "자연/10-강.md": "# 10장 강\n\n강물은 바다로 흐른다.\n",
    "도시/09-길.md": "# 9장 길\n\n길은 집으로 흐른다.\n",
}


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    folder = tmp_path_factory.mktemp("adapters") / "notes"
    write_notes(folder, BOOKS)
    return Notebook.open(folder)


class TestStandard(RetrieversIntegrationTests):
    """https://docs.langchain.com: what every retriever has to do."""

    pytestmark = pytest.mark.anyio

    @pytest.fixture(autouse=True)
    def opened(self, notebook: Notebook) -> None:
        self.notebook = notebook

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @property
    def retriever_constructor(self) -> type[GalpiRetriever]:
        return GalpiRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"notebook": self.notebook}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def from_langchain(notebook: Notebook, later: bool) -> list[tuple[str, str, dict[str, Any]]]:
    retriever = GalpiRetriever(notebook=notebook, k=3, book=BOOK)
    found = run_apart(retriever.ainvoke(QUESTION, chapter=9)) if later else (
        retriever.invoke(QUESTION, chapter=9)
    )  # fmt: skip
    return [(one.id or "", one.page_content, one.metadata) for one in found]


def from_llamaindex(notebook: Notebook, later: bool) -> list[tuple[str, str, dict[str, Any]]]:
    from qa.adapters.llamaindex import GalpiRetriever

    retriever = GalpiRetriever(notebook, k=3, book=BOOK, chapter=9)
    found = run_apart(retriever.aretrieve(QUESTION)) if later else retriever.retrieve(QUESTION)
    assert [one.score for one in found] == [one.metadata["score"] for one in found]
    return [(one.node_id, one.text, one.metadata) for one in found]


def from_haystack(notebook: Notebook, later: bool) -> list[tuple[str, str, dict[str, Any]]]:
    from qa.adapters.haystack import GalpiRetriever  # first: it keeps Haystack from reporting

    from haystack import Pipeline  # isort: skip

    pipeline = Pipeline()
    pipeline.add_component("notes", GalpiRetriever(notebook, top_k=9, book=BOOK))
    trusted = ["qa.adapters.haystack"]
    kept = Pipeline.loads(pipeline.dumps(), allowed_modules=trusted)  # written and read again
    asked = {"notes": {"query": QUESTION, "top_k": 3, "chapter": 9}}
    done = run_apart(kept.run_async(asked)) if later else kept.run(asked)
    found = done["notes"]["documents"]
    assert [one.score for one in found] == [one.meta["score"] for one in found]
    return [(one.id, one.content, one.meta) for one in found]


@pytest.mark.parametrize("later", [False, True], ids=["at once", "async"])
@pytest.mark.parametrize("search", [from_langchain, from_llamaindex, from_haystack])
def test_each_gives_the_passages_with_their_places(
    notebook: Notebook, search: Any, later: bool
) -> None:
    before = calls()
    hits = notebook.search(QUESTION, 3, BOOK, 9)
    found = search(notebook, later)
    assert [text for _, text, _ in found] == [hit.text for hit in hits] and len(hits) == 3
    for (name, text, told), hit in zip(found, hits, strict=True):
        assert name == f"{hit.path}:{hit.start}"
        assert told == expected(hit)
        source = BOOKS[told["path"]]
        assert source[told["start"] : told["end"]] == text
    assert foreign_calls(before) == []


def expected(hit: Hit) -> dict[str, Any]:
    told = {name: value for name, value in hit.to_dict().items() if name != "text"}
    citation = f"{hit.label} ({hit.path}:{hit.line})"
    headings = list(hit.headings)
    return {**told, "headings": headings, "source": hit.path, "citation": citation}


def test_an_unknown_filter_is_told(notebook: Notebook) -> None:
    with pytest.raises(QuestionError, match="no book is called '없는 책'"):
        GalpiRetriever(notebook=notebook).invoke(QUESTION, book="없는 책")


NOTES = {"a.md": "# 파드\n\n파드는 다시 뜬다.\n", "b.md": "# 볼륨\n\n볼륨은 남는다.\n"}
MODULE = """
class Counting:
    def __init__(self, words=("파드", "볼륨")):
        self.words, self.size = words, len(words)

    def embed_documents(self, texts):
        return [[text.count(word) for word in self.words] for text in texts]

made = Counting()
broken = object()
"""


def test_embeddings_of_langchain_serve_as_the_model(tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", NOTES)
    notebook = Notebook.open(tmp_path / "notes", model=DeterministicFakeEmbedding(size=8))
    assert notebook.model.encode_queries(["파드", "볼륨"]).shape == (2, 8)
    assert notebook.ask("무엇이 다시 뜨나?").hits[0].path == "a.md"
    again = Notebook.open(tmp_path / "notes", model=DeterministicFakeEmbedding(size=8))
    assert again.sync().unchanged == 2
    with pytest.raises(StoreMismatch, match="was made with model 'langchain_core.embeddings"):
        Notebook.open(tmp_path / "notes", model=DeterministicFakeEmbedding(size=9))


def test_one_method_is_enough_and_the_command_line_knows_it_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "counting.py").write_text(MODULE, encoding="utf-8")
    for spec in ("counting:made", "counting:Counting"):
        model = load_model(spec)
        assert model.name == spec
        assert model.encode_queries(["볼륨 파드 볼륨 볼륨"]).tolist() == [
            [pytest.approx(0.316, abs=1e-3), pytest.approx(0.949, abs=1e-3)]
        ]
    write_notes(tmp_path / "data", NOTES)
    assert Notebook.open(model="counting:made").search("볼륨", 1)[0].path == "b.md"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("counting:broken", r"cannot be loaded \(TypeError: 'object' object is not callable"),
        ("counting:nothing", r"cannot be loaded \(AttributeError: module 'counting' has no"),
        ("no_such_module:x", r"cannot be loaded \(ModuleNotFoundError: No module named"),
    ],
)
def test_what_is_no_model_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "counting.py").write_text(MODULE, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_model(spec)


@pytest.mark.parametrize(
    "rows", [[[1.0]], [[1.0, float("nan")]] * 2, [1.0, 2.0], [[1.0], [1.0, 2.0]]]
)
def test_vectors_that_are_none_are_told(rows: Any) -> None:
    class Odd:
        def embed_documents(self, texts: list[str]) -> Any:
            return rows

    with pytest.raises(ModelError, match="Odd' (gave an array of|cannot embed: )"):
        load_model(Odd()).encode_queries(["가", "나"])
