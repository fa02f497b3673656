"""A peer's steps as processes: what each takes as a whole, imports included."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import NotesError
from qa.evaluation.questions import nfc

NOTES = 10  # that are ranked
# Nobody is asked what is not on this machine, and nothing is told.
ALONE = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}


@dataclass(frozen=True)
class Peer:
    name: str
    module: str  # of bench.peers
    needs: tuple[str, ...] = ()  # modules of its environment; none for galpi
    knows_changes: bool = True  # whether it finds out itself which notes have changed


GALPI = Peer("galpi", "galpi_itself")
PEERS = (
    Peer(
        "LangChain, FAISS",
        "langchain_faiss",
        ("langchain_classic", "langchain_huggingface", "faiss"),
    ),
    Peer(
        "LlamaIndex, Chroma",
        "llamaindex",
        ("llama_index.embeddings.huggingface", "llama_index.vector_stores.chroma"),
    ),
    Peer("txtai, hybrid", "txtai_hybrid", ("txtai", "chonkie"), knows_changes=False),
    Peer("markdown-vault-mcp", "vault", ("markdown_vault_mcp", "sentence_transformers")),
)


@dataclass(frozen=True)
class Took:
    seconds: float
    cores: float  # seconds of all cores together, which a busy machine changes less


@dataclass(frozen=True)
class Ran(Took):
    memory: float  # MB, at most


@dataclass(frozen=True)
class Asked(Ran):
    each: list[Took]  # the questions
    notes: list[list[str]]  # that were found for them, the best first


@dataclass(frozen=True)
class Bench:
    """A peer over notes of its own, which are edited, and a store of its own."""

    peer: Peer
    python: Path
    model: str
    folder: Path

    @property
    def notes(self) -> Path:
        return self.folder / "notes"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def sync(self) -> Ran:
        return self._run("sync")

    def ask(self, step: str, questions: Sequence[str]) -> Asked:
        given, answered = self.folder / "questions.json", self.folder / "asked.json"
        given.write_text(json.dumps(questions), "utf-8")
        ran = self._run(step, given, answered)
        asked = json.loads(answered.read_text("utf-8"))
        notes = [list(dict.fromkeys(map(nfc, one["paths"])))[:NOTES] for one in asked]
        each = [Took(one["seconds"], one["cores"]) for one in asked]
        return Asked(ran.seconds, ran.cores, ran.memory, each, notes)

    def _run(self, step: str, *files: Path) -> Ran:
        python = self.python if self.peer.needs else sys.executable
        module = ("-m", "bench.peers.step", self.peer.module, step)
        command = [python, *module, self.notes, self.store, self.model, *files]
        log = self.folder / "log"
        with log.open("wb") as out:
            began = time.perf_counter()
            process = subprocess.Popen(
                command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **ALONE}
            )
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told = log.read_text("utf-8", "replace")[-2_000:]
            raise NotesError(f"{self.peer.name}: {step} ended with {process.returncode}: {told}")
        return Ran(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def installed(peer: Peer, python: Path) -> bool:
    look = "import sys; from importlib.util import find_spec; "
    look += "sys.exit(not all(map(find_spec, sys.argv[1:])))"
    command: list[str | Path] = [python, "-c", look, *peer.needs]
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0
