"""A component of Haystack, for pipelines: `pip install -e ".[haystack]"`."""

import asyncio
import os
from typing import Any

# Haystack reports how it is used unless it is told not to; nothing of galpi's does.
os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")

from haystack import Document, component, default_from_dict, default_to_dict  # noqa: E402

from qa import Notebook  # noqa: E402
from qa.adapters.passages import identity, metadata  # noqa: E402


@component
class GalpiRetriever:
    """The nearest passages of a notebook, best first; what `run` is given counts before what the
    component was made with.
    """

    def __init__(
        self,
        notebook: Notebook,
        top_k: int = 5,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> None:
        self.notebook, self.top_k = notebook, top_k
        self.filters = {"book": book, "chapter": chapter, "tag": tag, "folder": folder}

    @component.output_types(documents=list[Document])
    def run(
        self,
        query: str,
        top_k: int | None = None,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> dict[str, list[Document]]:
        given = {"book": book, "chapter": chapter, "tag": tag, "folder": folder}
        given = {name: value for name, value in given.items() if value is not None}
        k = self.top_k if top_k is None else top_k
        hits = self.notebook.search(query, k, **(self.filters | given))  # type: ignore[arg-type]
        return {
            "documents": [
                Document(identity(hit), hit.text, meta=metadata(hit), score=hit.score)
                for hit in hits
            ]
        }

    @component.output_types(documents=list[Document])
    async def run_async(
        self,
        query: str,
        top_k: int | None = None,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> dict[str, list[Document]]:
        run: Any = self.run
        return dict(await asyncio.to_thread(run, query, top_k, book, chapter, tag, folder))

    def to_dict(self) -> dict[str, Any]:
        """A pipeline is kept with where its notebook is, not with the notes."""
        place = {
            "notes": str(self.notebook.notes),
            "store": str(self.notebook.store.folder),
            "model": self.notebook.model.name,
        }
        return default_to_dict(self, notebook=place, top_k=self.top_k, **self.filters)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "GalpiRetriever":
        parameters = data["init_parameters"]
        opened = Notebook.open(**parameters["notebook"])
        return default_from_dict(
            cls, {**data, "init_parameters": {**parameters, "notebook": opened}}
        )
