"""The subword tokenizer, and the corpus as piece ids."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from training.corpus import Corpus

MAX_PIECES = 256  # of one text; a sentence is cut at a third of it
TOKENIZER_TEXTS = 400_000

Pieces = npt.NDArray[np.int32]


@dataclass(frozen=True)
class EncodedSection:
    heading: Pieces
    path: Pieces
    sentences: list[Pieces]


@dataclass(frozen=True)
class Encoded:
    parallel: list[tuple[Pieces, Pieces]]
    sections: list[EncodedSection]
    qa: list[tuple[Pieces, Pieces]]


def train_tokenizer(corpus: Corpus, pieces: int, cache: Path, seed: int) -> Tokenizer:
    """A Unigram tokenizer (Kudo, 2018, arXiv:1804.10959) over NFKC lower-case text.

    Hangul runs, other words and digits are split before pieces are learnt, so that a particle
    after an English term (`Pod를`) never becomes part of its piece.
    """
    if cache.exists():
        return Tokenizer.from_file(str(cache))
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Whitespace(),
            pre_tokenizers.Split(Regex("[가-힣]+"), "isolated"),
            pre_tokenizers.Digits(individual_digits=False),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=pieces, unk_token="[UNK]", special_tokens=["[PAD]", "[UNK]"]
    )
    texts = list(corpus.texts())
    sample = random.Random(seed).sample(texts, min(TOKENIZER_TEXTS, len(texts)))
    tokenizer.train_from_iterator(sample, trainer)
    tokenizer.save(str(cache))
    return tokenizer


def encode(tokenizer: Tokenizer, texts: Iterable[str], most: int = MAX_PIECES) -> list[Pieces]:
    """Piece ids of each text, never empty: a text without pieces becomes one [UNK]."""
    unknown = tokenizer.get_vocab()["[UNK]"]
    return [
        np.array(encoding.ids[:most] or [unknown], np.int32)
        for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)
    ]


def encode_corpus(tokenizer: Tokenizer, corpus: Corpus) -> Encoded:
    return Encoded(
        _encode_pairs(tokenizer, corpus.parallel),
        [
            EncodedSection(heading, path, encode(tokenizer, section.sentences, MAX_PIECES // 3))
            for section, heading, path in zip(
                corpus.sections,
                encode(tokenizer, (s.heading for s in corpus.sections)),
                encode(tokenizer, (s.path for s in corpus.sections)),
                strict=True,
            )
        ],
        _encode_pairs(tokenizer, corpus.qa),
    )


def _encode_pairs(
    tokenizer: Tokenizer, pairs: list[tuple[str, str]]
) -> list[tuple[Pieces, Pieces]]:
    left, right = zip(*pairs, strict=True)
    return list(zip(encode(tokenizer, left), encode(tokenizer, right), strict=True))
