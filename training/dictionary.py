"""Makes the reverse dictionary that ships, `index.words.dictionary`, with the bundled encoder.

    python -m training.dictionary training/dictionary BANK training/questions

A line of a `.txt` file is one entry: the names of a thing, ways to say it in Korean and ways in
English, ` | ` between the three and ` ; ` within each. Of a bank its thesaurus, `T*.jsonl`, is
taken too, and its questions, for the projection (`training.lookup`).
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from index.embedding.models import load_model
from index.embedding.vectors import BUNDLED
from index.words.dictionary import FILE, NAMES
from index.words.terms import phrase
from training.bank import Asked, read_bank
from training.lookup import learn, named, project

WIDTH, STEPS = 192, 600
HELD_OUT = {"B1", "C9"}
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


def merged(entries: Iterator[Entry]) -> list[Entry]:
    """Those that begin with the same name are one; a name without any term, `<>`, is in no note."""
    found: dict[str, Entry] = {}
    for names, ways in entries:
        own = found.setdefault(names[0].casefold(), ([], []))
        for kept, more in zip(own, (names, ways), strict=True):
            kept += [text for text in dict.fromkeys(more) if text and text not in kept]
    known = (([name for name in names if phrase(name)], ways) for names, ways in found.values())
    return [(names, ways) for names, ways in known if names and ways]


def write(entries: Sequence[Entry], asked: Sequence[Asked], answers: Sequence[str]) -> None:
    """`answers` are those of the questions. One scale a way: its largest number becomes 127."""
    ways = _vectors([way for _, own in entries for way in own])
    numbers = np.repeat(np.arange(len(entries), dtype=np.int32), [len(own) for _, own in entries])
    meant = named([names for names, _ in entries], answers)
    told = [place for place, own in enumerate(meant) if own]
    questions = _vectors([asked[place].text for place in told])
    of = torch.from_numpy(numbers).long()
    centre, map_ = learn(ways, of, questions, [meant[place] for place in told], WIDTH, STEPS)
    near = project(ways, centre, map_).numpy()
    scales = (np.abs(near).max(axis=1) / 127).astype(np.float32)
    rows = np.round(near / scales[:, None]).astype(np.int8)
    tensors = {"ways": rows, "scales": scales, "entries": numbers}
    tensors |= {"centre": centre.numpy(), "projection": map_.numpy()}
    save_file(tensors, FILE, {"encoder": load_model(BUNDLED).fingerprint})
    NAMES.write_text("".join("\t".join(names) + "\n" for names, _ in entries), encoding="utf-8")


def _vectors(texts: Sequence[str]) -> torch.Tensor:
    model = load_model(BUNDLED)
    parts = [model.encode_queries(texts[at : at + 256]) for at in range(0, len(texts), 256)]
    return torch.from_numpy(np.concatenate(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", type=Path, help="a folder of .txt files")
    parser.add_argument("banks", type=Path, nargs="+", help="see `training.bank`")
    args = parser.parse_args()
    folders = [args.entries, *args.banks]
    entries = merged(entry for folder in folders for entry in read(folder))
    passages, asked = read_bank(args.banks, without=HELD_OUT)
    asked = [one for one in asked if one.gold]
    answers = [" / ".join(passages[p].units[u] for p, u in one.gold) for one in asked]
    write(entries, asked, answers)
    print(f"{len(entries)} entries, {sum(len(ways) for _, ways in entries)} ways to say them")


if __name__ == "__main__":
    main()
