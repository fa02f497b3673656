"""A retriever of LlamaIndex, for query engines: `pip install -e ".[llamaindex]"`."""

import asyncio
from typing import Any

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from qa import Hit, Notebook
from qa.adapters.passages import identity, metadata


class GalpiRetriever(BaseRetriever):
    """The nearest passages of a notebook, best first. Of the metadata a language model is shown
    the citation alone.
    """

    def __init__(
        self,
        notebook: Notebook,
        k: int = 5,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.notebook, self.k = notebook, k
        self.filters = {"book": book, "chapter": chapter, "tag": tag, "folder": folder}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self.notebook.search(query_bundle.query_str, self.k, **self.filters)  # type: ignore[arg-type]
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(hit: Hit) -> TextNode:
    told = metadata(hit)
    hidden = [name for name in told if name != "citation"]
    return TextNode(
        id_=identity(hit), text=hit.text, metadata=told, start_char_idx=hit.start,
        end_char_idx=hit.end, excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=list(told),
    )  # fmt: skip
