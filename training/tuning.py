"""Contrastive batches for the student: two texts of one meaning, or a question and its answer."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertModel

from training.corpus import Corpus, Section
from training.distil import MAX_PIECES, SCALE, Ids, embed

PAIRS = 48
# Shares of the batches. A batch is of one kind, so that its other texts are hard to tell apart.
MIX = {"ko": 0.45, "en": 0.2, "faq": 0.15, "alike": 0.2}

TextPair = tuple[str, str]


@dataclass(frozen=True)
class Tuning:
    corpus: Corpus
    faq: Sequence[TextPair]
    alike: Sequence[TextPair]  # everyday Korean sentences of one meaning
    tokenizer: Tokenizer
    seed: int

    def loss(self, model: BertModel, step: int) -> Tensor:
        """InfoNCE over a batch, in both directions; the batch depends on seed and step alone."""
        draw = random.Random(f"{self.seed}/{step}")
        left, right = zip(*self._pairs(draw), strict=True)
        logits = SCALE * embed(model, self._ids(left)) @ embed(model, self._ids(right)).T
        target = torch.arange(len(left))
        return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2

    def _pairs(self, draw: random.Random) -> list[TextPair]:
        kind = draw.choices(list(MIX), list(MIX.values()))[0]
        if kind == "faq":
            return draw.sample(self.faq, PAIRS)
        if kind == "alike":
            return draw.sample(self.alike, PAIRS)
        sections = [section for section in self.corpus.sections if section.lang == kind]
        return [section_pair(section, draw) for section in draw.sample(sections, PAIRS)]

    def _ids(self, texts: Sequence[str]) -> list[Ids]:
        encodings = self.tokenizer.encode_batch(list(texts))
        return [e.ids[: MAX_PIECES - 1] + e.ids[-1:] for e in encodings]


def section_pair(section: Section, draw: random.Random) -> TextPair:
    """Its heading, or one of its sentences, and some of its other sentences in a row."""
    sentences = section.sentences
    if len(sentences) > 1 and draw.random() < 0.3:
        # Inverse cloze task (Lee et al., 2019, arXiv:1906.00300).
        left = draw.randrange(len(sentences))
        rest = sentences[:left] + sentences[left + 1 :]
        return sentences[left], " ".join(rest[max(0, left - 2) :])
    heading = section.heading if draw.random() < 0.6 else section.path
    return heading, " ".join(sentences[draw.randrange(len(sentences)) :])
