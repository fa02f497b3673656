"""Everything that the models are trained on, as piece ids in one file, so that training needs
torch and numpy alone.

    python -m training.examples TOKENIZER BANK... --out OUT.npz [--entries FOLDER]
                                [--corpus CORPUS] [--only B1]

Passages come from the bank (chunks of its notes), from its thesaurus (the fact of a term under a
heading that names it), from the reverse dictionary (entries that stand beside each other) and from
the corpus (runs of lines of a section); questions are the bank's, plain words for a term or an
entry, and, over the corpus, the translation of one of the lines. Pairs have no passage:
translations, a heading with the beginning of its text, plain words with what they mean, and two
ways to say a thing.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from training.bank import HELD_OUT, Passage, read_bank
from training.data import ALIKE, HEADED, KINDS, MEANT, TRANSLATED
from training.dictionary import merged
from training.dictionary import read as read_entries
from training.texts import Examples

_CORPUS_PASSAGES, _PER_SOURCE, _PAIRS_PER_SOURCE = 9_000, 900, 4_000


def heads(passage: Passage) -> list[str]:
    """As the product has them, with the book's name, and the last heading alone."""
    path = list(passage.headings)
    joined = " › ".join(path)
    with_book = " › ".join([passage.book, *path]) if passage.book else joined
    return [joined, with_book, (path or [""])[-1]]


def add_bank(
    examples: Examples, folders: Sequence[Path], names: Sequence[str], without: Sequence[str]
) -> None:
    passages, asked = read_bank(folders, names, without)
    of: dict[str, int] = {}
    numbers = []
    for one in passages:
        numbers.append(examples.passage(heads(one), one.units, one.note))
        of.setdefault(one.note, numbers[-1])
    for question in asked:
        places = question.gold or ((-1, 0),)
        passage = places[0][0]
        gold = [unit for number, unit in question.gold if number == passage]
        at = numbers[passage] if passage >= 0 else of[question.note]
        examples.question(question.text, question.kind, at, gold)


_ASKED = (
    "{}란?",
    "{}이 뭐야?",
    "{}가 무엇인가요",
    "{} 뜻",
    "{}의 정의",
    "what is {}?",
    "{}란 무엇인가",
)


def add_terms(examples: Examples, folder: Path) -> None:
    """A term's fact without its subject, under a heading that names the term, among others."""
    records = [
        json.loads(line)
        for file in sorted(folder.glob("T*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    facts = [record["fact"] for record in records]
    for number, record in enumerate(records):
        name = random.choice(record["names"])
        names = "|".join(map(re.escape, record["names"]))
        subject = re.match(rf"(?:{names})(?:\([^)]*\))?[은는이란,]+ ", record["fact"])
        bare = record["fact"][subject.end() :] if subject else record["fact"]
        near = [facts[(number + step) % len(facts)] for step in range(1, 1 + random.randint(1, 4))]
        place = random.randint(0, 1)
        units = [*near[:place], bare, *near[place:]]
        note = f"term {number}"
        passage = examples.passage([name, f"용어 정리 › {name}", name], units, note)
        for plain in record["plain"]:
            examples.question(plain, "term", passage, [place])
            examples.pair(plain, record["fact"], MEANT)
        for asking in random.sample(_ASKED, 2):
            asked = asking.format(random.choice(record["names"]))
            examples.question(asked, "term", passage, [place])
        for other in record["names"]:
            examples.pair(other, record["fact"], MEANT)
            examples.pair(random.choice(record["plain"]), other, MEANT)


_NAMED = ("{}: {}", "{} — {}", "{}, {}", "{} = {}")
_ENDS = ("", "", "?", " 뭐였지?", " 이걸 뭐라고 해?")  # of a way that is asked


def add_entries(examples: Examples, folder: Path) -> None:
    """Five neighbours of the reverse dictionary make a passage: a unit has the names of an entry or
    one of them with a way to say it, and the other ways ask for it.
    """
    entries = merged(read_entries(folder))
    for number in range(0, len(entries), 5):
        some = entries[number : number + 5]
        said = [random.choice([None, *ways]) for _, ways in some]
        units = [
            random.choice(_NAMED).format(names[0], way) if way else f"{names[0]}({names[-1]})"
            for way, (names, _) in zip(said, some, strict=True)
        ]
        note = f"entries {number}"
        passage = examples.passage(["용어 정리", "공책 › 용어 정리", ""], units, note)
        for place, (names, ways) in enumerate(some):
            own = [way for way in ways if way != said[place]]
            for way in own:
                korean = re.search("[가-힣]", way) and not way.endswith("?")
                asked = way + random.choice(_ENDS if korean else ("",))
                examples.question(asked, "entry", passage, [place])
                examples.pair(way, ", ".join(names), MEANT)
            for one, other in pairwise(own):
                examples.pair(one, other, ALIKE)


def add_corpus(examples: Examples, folder: Path) -> None:
    parallel = [row for row in _lines(folder / "parallel.jsonl.gz") if row.get("q", 1) >= 0.45]
    other: dict[str, str] = {}
    for row in parallel:
        if row["kind"] != "heading" and not row.get("mt"):
            other[row["ko"].strip()], other[row["en"].strip()] = row["en"], row["ko"]
    sections = list(_lines(folder / "sections.jsonl.gz"))
    random.shuffle(sections)
    _add_sections(examples, sections, other)
    _add_pairs(examples, parallel, sections)


def _add_sections(
    examples: Examples, sections: Sequence[dict[str, Any]], other: dict[str, str]
) -> None:
    taken: Counter[str] = Counter()
    for section in sections:
        if taken[section["src"]] >= _PER_SOURCE or taken.total() >= _CORPUS_PASSAGES:
            continue
        units = _units(section["text"])
        asked = [k for k, unit in enumerate(units) if 15 < len(other.get(unit, "")) <= 160]
        if len(units) < 3 or not asked or not _both_ways(taken.total(), section["lang"]):
            continue
        taken[section["src"]] += 1
        path = section["heading_path"]
        joined = " › ".join(path[-3:])
        note = f"{section['src']} {section['path']}"
        above = [joined, " › ".join([section["doc_title"], joined]), section["title"]]
        number = examples.passage(above, units, note)
        for k in random.sample(asked, min(2, len(asked))):
            examples.question(other[units[k]], "translated", number, [k])


def _both_ways(count: int, language: str) -> bool:
    """Korean passages two times out of three."""
    return language == ("en" if count % 3 == 0 else "ko")


def _units(text: str, longest: int = 400) -> list[str]:
    found, length = [], 0
    for unit in (piece.strip() for piece in re.split(r"\n|(?<=[.!?])\s+(?=\S)", text)):
        if length + len(unit) > longest:
            break
        if len(unit) > 3:
            found.append(unit)
            length += len(unit)
    return found


def _add_pairs(
    examples: Examples, parallel: Sequence[dict[str, Any]], sections: Sequence[dict[str, Any]]
) -> None:
    rows = [r for r in parallel if r["kind"] != "heading" and not r.get("mt")]
    random.shuffle(rows)
    taken: Counter[str] = Counter()
    for row in rows:
        if 10 <= len(row["ko"]) <= 220 and taken[row["src"]] < _PAIRS_PER_SOURCE:
            taken[row["src"]] += 1
            examples.pair(row["ko"], row["en"], TRANSLATED)
    titles = {(r["src"], r["ko"].strip()): r["en"] for r in parallel if r["kind"] == "heading"} | {
        (r["src"], r["en"].strip()): r["ko"] for r in parallel if r["kind"] == "heading"
    }
    headed: dict[str, int] = defaultdict(int)
    for section in sections:
        source, title = section["src"], section["title"].strip()
        if headed[source] >= 1_500 or len(section["text"]) < 80 or source == "tldr-pages/tldr":
            continue
        translated = titles.get((source, title))
        if translated is None and random.random() < 0.5:
            continue
        headed[source] += 1
        examples.pair(translated or title, section["text"][:300], HEADED)


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("bank", type=Path, nargs="+", help="folders")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--entries", type=Path, help="a folder as training/terms")
    parser.add_argument("--only", nargs="*", help="names of the bank's files")
    parser.add_argument("--without", nargs="*", default=HELD_OUT, help="names held out")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    random.seed(0)
    examples = Examples()
    add_bank(examples, args.bank, args.only or (), args.without)
    if args.entries:
        add_entries(examples, args.entries)
    for folder in args.bank if not args.only else ():
        add_terms(examples, folder)
    if args.corpus:
        add_corpus(examples, args.corpus)
    examples.save(args.out, Tokenizer.from_file(str(args.tokenizer)))
    kinds = Counter(KINDS[q[1]] for q in examples.questions)
    print(len(examples.units), "passages", dict(kinds), len(examples.pairs), "pairs")


if __name__ == "__main__":
    main()
