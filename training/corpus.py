"""Training pairs for the bundled model, read from a folder of `*.jsonl.gz` files.

The folder holds `parallel` (Korean and English segments), `sections` (heading path and text)
and `qa` (question and answer). One page in fifty is kept out by a hash of its path, so that
the table at the end of a run speaks of text the model never saw.
"""

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# No source may give more than this many records of a file, or the two largest manuals decide.
SOURCE_CAP = {"parallel": 12_000, "sections": 5_000, "qa": 12_000}
HELD_OUT_IN = 50
MAX_SENTENCES = 12
MIN_SENTENCE_CHARS = 13
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")

Record = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A heading with the sentences below it (at least one)."""

    lang: str
    heading: str
    path: str  # the last two headings, as a longer form of the same question
    sentences: list[str]


@dataclass(frozen=True)
class Corpus:
    parallel: list[tuple[str, str]]  # (Korean, English)
    sections: list[Section]
    qa: list[tuple[str, str]]

    def texts(self) -> Iterator[str]:
        for pair in self.parallel + self.qa:
            yield from pair
        for section in self.sections:
            yield section.path
            yield from section.sentences


def read_corpus(folder: Path, held_out: bool, seed: int) -> Corpus:
    """The training part of the corpus, or the part kept out of it."""
    parallel, sections, qa = (
        _records(folder, name, held_out, seed) for name in ("parallel", "sections", "qa")
    )
    return Corpus(
        [(r["ko"], r["en"]) for r in parallel if r.get("q", 1) >= 0.45],
        [_section(r) for r in sections if r["text"].strip()],
        [(r["q"], r["a"]) for r in qa],
    )


def read_terms(folder: Path) -> list[tuple[str, str]]:
    """(Korean, English) technical terms."""
    return [(r["ko"], r["en"]) for r in _lines(folder, "terms")]


def read_alike(folder: Path) -> list[tuple[str, str]]:
    """Everyday Korean sentences of one meaning, or of which the first entails the second."""
    alike = [(r["s1"], r["s2"]) for r in _lines(folder, "sts") if float(r["score"]) >= 4]
    entailed = [
        (r["premise"], r["hypothesis"]) for r in _lines(folder, "nli") if r["label"] == "entailment"
    ]
    return alike + entailed


def read_faq(folder: Path) -> list[tuple[str, str]]:
    """Questions that head a section of a manual, each with the section; small talk left out."""
    return [
        (r["q"], " ".join(r["a"].split()))
        for r in _lines(folder, "qa")
        if r["type"] != "chat" and not _is_held_out(r)
    ]


def _is_held_out(record: Record) -> bool:
    page = f"{record['src']}/{record.get('path', '')}"
    return zlib.crc32(page.encode()) % HELD_OUT_IN == 0


def _lines(folder: Path, name: str) -> Iterator[Record]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _records(folder: Path, name: str, held_out: bool, seed: int) -> list[Record]:
    """Records of one file, each source cut down to its cap by a seeded draw."""
    by_source: dict[str, list[Record]] = defaultdict(list)
    for record in _lines(folder, name):
        if _is_held_out(record) == held_out:
            by_source[record["src"]].append(record)
    draw = random.Random(seed)
    cap = SOURCE_CAP[name]
    return [
        record
        for source in sorted(by_source)
        for record in _capped(by_source[source], cap, draw)
    ]


def _capped(records: list[Record], cap: int, draw: random.Random) -> list[Record]:
    """In their order, so that neighbours are of one page."""
    places = sorted(draw.sample(range(len(records)), min(cap, len(records))))
    return [records[place] for place in places]


def _section(record: Record) -> Section:
    headings = record["heading_path"] or [record["title"]]
    sentences = [s for s in _SENTENCE_END.split(record["text"]) if len(s) >= MIN_SENTENCE_CHARS]
    return Section(
        record["lang"],
        headings[-1],
        " ".join(headings[-2:]),
        (sentences or [record["text"]])[:MAX_SENTENCES],
    )
