"""markdown-vault-mcp as its command `reindex` and its server use it, with settings as they come.

Its own local provider reads ONNX models of a hub; this one reads the folder that the others read,
and only once there is something to embed.
"""

import json
import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_vault_mcp.config import ProjectConfig
from markdown_vault_mcp.vault import Vault, VaultSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

NOTES = 10  # it groups passages by note


class Folder:
    """As its `EmbeddingProvider` is."""

    provider_name, provider_variant, context_length = "folder", "", 512

    def __init__(self, model: str) -> None:
        self.model_name = model
        config = json.loads((Path(model) / "config.json").read_text("utf-8"))
        self.dimension: int = config["hidden_size"]

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(self.model_name)

    def embed(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts, "passage: ")

    def embed_query(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts, "query: ")

    def _encode(self, texts: list[str], prompt: str) -> list[list[float]]:
        found = self._model.encode(texts, prompt=prompt, normalize_embeddings=True)
        return [[float(value) for value in row] for row in found]


def sync(notes: Path, store: Path, model: str) -> None:
    vault = _vault(notes, store, model)
    vault.index.build_index()
    vault.index.reindex()
    vault.index.build_embeddings()
    vault.close()


def searching(notes: Path, store: Path, model: str) -> Callable[[str], list[str]]:
    vault = _vault(notes, store, model)
    vault.index.build_index()
    return lambda question: [
        found.path for found in vault.reader.search(question, limit=NOTES, mode="hybrid")
    ]


def _vault(notes: Path, store: Path, model: str) -> Vault:
    store.mkdir(exist_ok=True)
    os.environ["MARKDOWN_VAULT_MCP_SOURCE_DIR"] = str(notes)
    os.environ["MARKDOWN_VAULT_MCP_INDEX_PATH"] = str(store / "index.db")
    provider = Folder(model)
    settings = VaultSettings.from_project_config(
        ProjectConfig.from_env(), embedding_context_length=provider.context_length
    )
    return Vault(source_dir=notes, settings=settings, embedding_provider=provider)
