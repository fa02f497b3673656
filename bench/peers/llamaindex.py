"""LlamaIndex: its ingestion pipeline over a docstore, with the vectors in Chroma."""

from collections.abc import Callable
from pathlib import Path

import chromadb
from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore
from transformers import AutoTokenizer

from bench.peers import PASSAGES, TOKENS


def sync(notes: Path, store: Path, model: str) -> None:
    reader = SimpleDirectoryReader(
        str(notes), recursive=True, required_exts=[".md"], filename_as_id=True,
        file_metadata=lambda path: {"note": Path(path).relative_to(notes).as_posix()},
    )  # fmt: skip
    tokens = AutoTokenizer.from_pretrained(model).tokenize
    pipeline = IngestionPipeline(
        transformations=[
            SentenceSplitter(chunk_size=TOKENS, chunk_overlap=TOKENS // 8, tokenizer=tokens),
            _embedding(model),
        ],
        docstore=SimpleDocumentStore(),
        vector_store=_vectors(store),
        docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
    )
    kept = store / "pipeline"
    if kept.exists():
        pipeline.load(str(kept))
    pipeline.run(documents=reader.load_data())
    pipeline.persist(str(kept))


def searching(notes: Path, store: Path, model: str) -> Callable[[str], list[str]]:
    held = VectorStoreIndex.from_vector_store(_vectors(store), embed_model=_embedding(model))
    retriever = held.as_retriever(similarity_top_k=PASSAGES)
    return lambda question: [one.metadata["note"] for one in retriever.retrieve(question)]


def _embedding(model: str) -> HuggingFaceEmbedding:
    return HuggingFaceEmbedding(model, query_instruction="query: ", text_instruction="passage: ")


def _vectors(store: Path) -> ChromaVectorStore:
    client = chromadb.PersistentClient(str(store / "chroma"))
    return ChromaVectorStore(chroma_collection=client.get_or_create_collection("notes"))
