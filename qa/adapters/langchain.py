"""A retriever of LangChain, for chains and agents: `pip install -e ".[langchain]"`."""

import asyncio
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from qa import Notebook
from qa.adapters.passages import identity, metadata


class GalpiRetriever(BaseRetriever):
    """The nearest passages of a notebook, best first; `k` and the filters may also be given to
    `invoke`.
    """

    notebook: Notebook
    k: int = 5
    book: str | None = None
    chapter: int | None = None
    tag: str | None = None
    folder: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **changes: Any
    ) -> list[Document]:
        return self._search(query, **changes)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: Any, **changes: Any
    ) -> list[Document]:
        return await asyncio.to_thread(self._search, query, **changes)

    def _search(self, query: str, **changes: Any) -> list[Document]:
        asked = {name: getattr(self, name) for name in ("k", "book", "chapter", "tag", "folder")}
        return [
            Document(hit.text, id=identity(hit), metadata=metadata(hit))
            for hit in self.notebook.search(query, **(asked | changes))
        ]
