"""LangChain: FAISS, kept in step by the indexing API and a record manager."""

from collections.abc import Callable
from pathlib import Path

import faiss
from langchain_classic.indexes import SQLRecordManager
from langchain_community.docstore.in_memory import InMemoryDocstore
from langchain_community.document_loaders import DirectoryLoader, TextLoader
from langchain_community.vectorstores import FAISS
from langchain_core import indexing
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

from bench.peers import CHARACTERS, OVERLAP, PASSAGES


def sync(notes: Path, store: Path, model: str) -> None:
    vectors, splitter = _vectors(store, model), _splitter()
    loader = DirectoryLoader(
        str(notes), "**/*.md", loader_cls=TextLoader, loader_kwargs={"encoding": "utf-8"}
    )
    store.mkdir(exist_ok=True)
    records = SQLRecordManager("notes", db_url=f"sqlite:///{store / 'records.db'}")
    records.create_schema()
    done = indexing.index(
        splitter.split_documents(loader.load()), records, vectors,
        cleanup="full", source_id_key="source", key_encoder="sha256",
    )  # fmt: skip
    if done["num_added"] or done["num_deleted"]:
        vectors.save_local(str(store))


def searching(notes: Path, store: Path, model: str) -> Callable[[str], list[str]]:
    vectors = _vectors(store, model)

    def search(question: str) -> list[str]:
        found = vectors.similarity_search(question, k=PASSAGES)
        return [Path(one.metadata["source"]).relative_to(notes).as_posix() for one in found]

    return search


def _splitter() -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter.from_language(
        Language.MARKDOWN, chunk_size=CHARACTERS, chunk_overlap=OVERLAP
    )


def _vectors(store: Path, model: str) -> FAISS:
    embeddings = HuggingFaceEmbeddings(
        model_name=model,
        encode_kwargs={"prompt": "passage: ", "normalize_embeddings": True},
        query_encode_kwargs={"prompt": "query: ", "normalize_embeddings": True},
    )
    if (store / "index.faiss").exists():
        return FAISS.load_local(str(store), embeddings, allow_dangerous_deserialization=True)
    width = len(embeddings.embed_query("width"))
    return FAISS(embeddings, faiss.IndexFlatL2(width), InMemoryDocstore(), {})
