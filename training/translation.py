"""Makes the table of what words of notes are asked for by, `index.words.translation`.

    python -m training.translation training/terms BANK training/questions

Every question of a bank with the sentence that answers it and the heading above, and every way to
say a term with its names, are two texts of which the one asks for the other.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from index.words.terms import terms
from index.words.translation import FILE, OCTAVE
from training.bank import HELD_OUT, read_bank
from training.dictionary import read

ROUNDS = 5
LEAST_ASKED, LEAST_SAID = 3, 2  # texts that have a word
MOST_SAID = 65_536  # words of texts, the most frequent ones
SHRUNK = 2.0  # sightings that a word lacks: one seen once is asked for by nobody knows what
SEEN, CHANCE = 0.3, 0.003  # what is less often meant, or less likely, is left out

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]  # what asks, and what it asks for


def pairs(
    entries: Sequence[Path], banks: Sequence[Path], without: Collection[str] = HELD_OUT
) -> Iterator[Pair]:
    passages, asked = read_bank(banks, without=without)
    for question in asked:
        for number, unit in question.gold[:1]:
            of = passages[number]
            yield question.text, " ".join((*of.headings[-1:], of.units[unit]))
    for folder in entries:
        for names, ways in read(folder):
            yield from ((way, " ".join(names)) for way in ways)


@dataclass(frozen=True, eq=False)
class Side:
    """The words of one side of all pairs, those that stand in enough of them, most frequent first;
    `texts` has their numbers.
    """

    words: list[str]
    counts: Numbers
    texts: list[Numbers]


def side(texts: Sequence[str], least: int, most: int | None = None) -> Side:
    once = list(dict.fromkeys(texts))
    own = dict(zip(once, map(set, terms(once)), strict=True))
    counts = Counter(word for text in texts for word in own[text])
    words = [word for word, count in counts.items() if count >= least]
    words = sorted(words, key=lambda word: (-counts[word], word))[:most]
    number = {word: n for n, word in enumerate(words)}
    numbered = {
        text: np.array(sorted(number[word] for word in has & number.keys()), np.int64)
        for text, has in own.items()
    }
    return Side(words, np.array([counts[w] for w in words]), [numbered[text] for text in texts])


@dataclass(frozen=True, eq=False)
class Chances:
    """How likely each word `said` (n,) of a text is asked for by the word `asked` (n,), and how
    often it was.
    """

    asked: Numbers
    said: Numbers
    chance: Floats
    seen: Floats


def learn(asked: Side, said: Side, rounds: int = ROUNDS) -> Chances:
    """By expectation maximisation. A word of a question may be meant by no word of the text, which
    is one more, in all texts.
    """
    nothing, width = len(said.words), len(asked.words)
    ours, theirs, of = list[Numbers](), list[Numbers](), list[Numbers]()
    count = 0
    for one, other in zip(asked.texts, said.texts, strict=True):
        may = np.append(other, nothing)
        ours.append(np.repeat(one, len(may)))
        theirs.append(np.tile(may, len(one)))
        of.append(np.repeat(np.arange(count, count + len(one)), len(may)))
        count += len(one)
    keys = np.concatenate(theirs) * width + np.concatenate(ours)
    meant = np.concatenate(of)  # the sighting of a word of a question that each is a reading of
    del ours, theirs, of
    kinds, kind = np.unique(keys, return_inverse=True)
    words = kinds // width
    chance: Floats = np.ones(len(kinds))
    seen = chance
    for _ in range(rounds):
        share = chance[kind]
        share /= np.bincount(meant, share, count)[meant]
        seen = np.bincount(kind, share, len(kinds)).astype(np.float64)
        chance = seen / (np.bincount(words, seen, nothing + 1)[words] + SHRUNK)
    own = words < nothing
    return Chances(kinds[own] % width, words[own], chance[own], seen[own])


def write(asked: Side, said: Side, found: Chances, file: Path) -> int:
    """How many entries are kept."""
    keep = np.flatnonzero((found.seen >= SEEN) & (found.chance >= CHANCE))
    keep = keep[np.lexsort((found.said[keep], found.asked[keep]))]
    starts = np.searchsorted(found.asked[keep], np.arange(len(asked.words) + 1))
    steps = np.clip(np.round(-OCTAVE * np.log2(found.chance[keep])), 0, 255)
    tensors = {
        "asked": np.frombuffer("\n".join(asked.words).encode(), np.uint8),
        "said": np.frombuffer("\n".join(said.words).encode(), np.uint8),
        "starts": starts.astype(np.int32),
        "entries": found.said[keep].astype(np.uint16),
        "steps": steps.astype(np.uint8),
        "usual": (asked.counts / asked.counts.sum()).astype(np.float32),
    }
    save_file(tensors, file)
    return len(keep)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", type=Path, help="a folder of .txt files")
    parser.add_argument("banks", type=Path, nargs="+", help="see `training.bank`")
    parser.add_argument("--without", nargs="*", default=(), help="names of more that is held out")
    parser.add_argument("--out", type=Path, default=FILE)
    args = parser.parse_args()
    without = (*HELD_OUT, *args.without)
    ours, theirs = zip(*pairs([args.entries, *args.banks], args.banks, without), strict=True)
    asked, said = side(ours, LEAST_ASKED), side(theirs, LEAST_SAID, MOST_SAID)
    kept = write(asked, said, learn(asked, said), args.out)
    print(f"{len(ours)} pairs: {len(asked.words)} words ask for {len(said.words)}, {kept} entries")


if __name__ == "__main__":
    main()
