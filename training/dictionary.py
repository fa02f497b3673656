"""Makes the reverse dictionary that ships, `index.words.dictionary`, with the bundled encoder.

    python -m training.dictionary training/terms BANK training/questions

A line of a `.txt` file is one entry: the names of a thing, ways to say it in Korean and ways in
English, ` | ` between the three and ` ; ` within each. Of a bank its thesaurus, `T*.jsonl`, is
taken too, and its questions, for the projection (`training.lookup`).
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file

from index.embedding.models import load_model
from index.embedding.vectors import BUNDLED
from index.words.dictionary import FILE, NAMES, packed
from index.words.spelling import folded, plain, standard
from index.words.terms import phrase, terms
from training.bank import HELD_OUT, Asked, read_bank
from training.lookup import learn, named, project

WIDTH, STEPS = 192, 600
COMMON, RARE = 0.025, 0.003  # of the bank's notes
_SYLLABLES = re.compile(r"[가-힣]{1,2}")
_PLAINLY = re.compile(r"\w[\w ./+-]*\w")
Entry = tuple[list[str], list[str]]  # names, ways to say it


def read(folder: Path) -> Iterator[Entry]:
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                names, *ways = ([t.strip() for t in p.split(" ; ")] for p in line.split(" | "))
                yield names, [way for own in ways for way in own]
    for file in sorted(folder.glob("T*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield record["names"], record["plain"]


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """Entries are one that have the first name or any two names in common."""
    having: dict[str, list[int]] = defaultdict(list)
    found: list[Entry] = []
    for names, ways in entries:
        keys = [name.casefold().replace(" ", "") for name in names]
        shared = Counter(place for key in dict.fromkeys(keys) for place in having[key])
        same = [place for place, count in shared.items() if count > 1 or _first(found, place, keys)]
        if not same:
            found.append(([], []))
        place = same[0] if same else len(found) - 1
        for key in keys:
            having[key] += [place] if place not in having[key] else []
        for kept, more in zip(found[place], (names, ways), strict=True):
            kept += [text for text in dict.fromkeys(more) if text and text not in kept]
    return found


def _first(found: Sequence[Entry], place: int, keys: Sequence[str]) -> bool:
    return found[place][0][0].casefold().replace(" ", "") == keys[0]


def cleaned(entries: Sequence[Entry], notes: Sequence[str]) -> list[Entry]:
    """Without names that would find what they do not mean: those of which a part is not looked for
    (of `some과 every` the 과 alone is), and those that many notes have for something else.
    """
    having: dict[str, set[int]] = defaultdict(set)
    for note, has in enumerate(terms(notes)):
        for term in has:
            having[term].add(note)
    kept = []
    for names, ways in entries:
        usable = []
        for place, name in enumerate(names):
            own = phrase(name)
            if is_whole(name, own):
                share = len(set.intersection(*(having[one] for one in own))) / len(notes)
                if share <= _most(name, place):
                    usable.append(name)
        if usable and ways:
            kept.append((usable, ways))
    return kept


def is_whole(name: str, own: Sequence[str]) -> bool:
    """Whether the terms have all letters of the name, or are several; a letter alone is none."""
    if max(map(len, own), default=0) < 2:
        return False
    letters = {letter for letter in folded(standard(plain(name))).lower() if letter.isalpha()}
    # Plurals are looked for as `policy`, `cqr`.
    return len(own) > 1 or letters - set("sei") <= set("".join(own))


def _most(name: str, place: int) -> float:
    """The share of notes that may have a name. Two syllables stand in longer words, 리스 in 리스트,
    the more where they are one name by the way; marks are not looked for.
    """
    if _SYLLABLES.fullmatch(name):
        return COMMON if place < 2 else RARE
    return 1.0 if _PLAINLY.fullmatch(name) else COMMON


def write(entries: Sequence[Entry], asked: Sequence[Asked], answers: Sequence[str]) -> None:
    """`answers` are those of the questions."""
    ways = vectors([way for _, own in entries for way in own])
    numbers = np.repeat(np.arange(len(entries), dtype=np.int32), [len(own) for _, own in entries])
    meant = named([names for names, _ in entries], answers)
    told = [place for place, own in enumerate(meant) if own]
    questions = vectors([asked[place].text for place in told])
    of = torch.from_numpy(numbers).long()
    centre, map_ = learn(ways, of, questions, [meant[place] for place in told], WIDTH, STEPS)
    rows, scales, spread = packed(project(ways, centre, map_).numpy())
    tensors: dict[str, npt.NDArray[Any]] = {"ways": rows, "scales": scales, "spread": spread}
    tensors |= {"entries": numbers, "centre": centre.numpy(), "projection": map_.numpy()}
    save_file(tensors, FILE, {"encoder": load_model(BUNDLED).fingerprint})
    NAMES.write_text("".join("\t".join(names) + "\n" for names, _ in entries), encoding="utf-8")


def vectors(texts: Sequence[str]) -> torch.Tensor:
    model = load_model(BUNDLED)
    parts = [model.encode_queries(texts[at : at + 256]) for at in range(0, len(texts), 256)]
    return torch.from_numpy(np.concatenate(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", type=Path, help="a folder of .txt files")
    parser.add_argument("banks", type=Path, nargs="+", help="see `training.bank`")
    args = parser.parse_args()
    folders = [args.entries, *args.banks]
    passages, asked = read_bank(args.banks, without=HELD_OUT)
    notes: dict[str, list[str]] = defaultdict(list)
    for one in passages:
        notes[one.note] += [*one.headings, *one.units]
    entries = merged(entry for folder in folders for entry in read(folder))
    entries = cleaned(entries, ["\n".join(lines) for lines in notes.values()])
    asked = [question for question in asked if question.gold]
    answers = [" / ".join(passages[p].units[u] for p, u in question.gold) for question in asked]
    write(entries, asked, answers)
    print(f"{len(entries)} entries, {sum(len(ways) for _, ways in entries)} ways to say them")


if __name__ == "__main__":
    main()
