"""The bilingual tokenizer of the student, and where its new vectors start.

all-MiniLM-L6-v2 keeps its English pieces (ASCII, and single characters); Hangul pieces learnt from
the corpus are added. Each new vector starts as the similarity-weighted mean of the nearest
English ones, the neighbours taken from a static model that already knows both languages
(WECHSEL: Minixhofer et al., 2022, arXiv:2112.06598).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from index.embedding.static_model import StaticModel

NEIGHBOURS = 10
TEMPERATURE = 0.05
_HANGUL = re.compile("[가-힣]+")
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# The teacher strips accents, which takes Hangul apart; NFC keeps it whole.
_NORMALIZER = {
    "type": "Sequence",
    "normalizers": [
        {"type": "NFC"},
        {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": False,
            "lowercase": True,
        },
    ],
}


def extend(teacher: Tokenizer, texts: Iterable[str], korean: int) -> Tokenizer:
    """The teacher's tokenizer without other scripts, then at most `korean` Hangul pieces."""
    state = json.loads(teacher.to_str())
    known = state["model"]["vocab"]
    kept = [p for p in sorted(known, key=known.__getitem__) if _is_kept(p)]
    added = [piece for piece in _hangul_pieces(texts, korean) if piece not in known]
    vocab = {piece: place for place, piece in enumerate(kept + added)}
    state |= {"normalizer": _NORMALIZER, "truncation": None, "padding": None}
    state["model"]["vocab"] = vocab
    for token in state["added_tokens"]:
        token["id"] = vocab[token["content"]]
    for name, token in state["post_processor"].get("special_tokens", {}).items():
        token["ids"] = [vocab[name]]
    for name in ("sep", "cls"):
        if name in state["post_processor"]:
            content = state["post_processor"][name][0]
            state["post_processor"][name] = [content, vocab[content]]
    return Tokenizer.from_str(json.dumps(state, ensure_ascii=False))


def _is_kept(piece: str) -> bool:
    return len(piece) == 1 or (piece.isascii() and not piece.startswith("[unused"))


def _hangul_pieces(texts: Iterable[str], count: int) -> list[str]:
    words = Counter(word for text in texts for word in _HANGUL.findall(text))
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    learner.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordPieceTrainer(
        vocab_size=count, special_tokens=["[UNK]"], min_frequency=5, show_progress=False
    )
    learner.train_from_iterator(((f"{word} " * times) for word, times in words.items()), trainer)
    pieces = learner.get_vocab()
    return [p for p in sorted(pieces, key=pieces.__getitem__) if p not in _SPECIAL]


def start_vectors(
    student: Tokenizer, teacher: Tokenizer, vectors: torch.Tensor, static: Path
) -> torch.Tensor:
    """(pieces of the student, d): the teacher's row where it has one, else a mean of rows near."""
    known = teacher.get_vocab()
    pieces = sorted(student.get_vocab(), key=student.get_vocab().__getitem__)
    space = StaticModel(static)
    words = [word for word in known if re.fullmatch("[a-z]{2,}", word)]
    around = torch.from_numpy(space.encode(words))
    rows = vectors[[known[word] for word in words]]
    start = torch.stack([vectors[known.get(piece, 0)] for piece in pieces])
    added = [place for place, piece in enumerate(pieces) if piece not in known]
    for part in torch.tensor(added).split(1000):
        at = torch.from_numpy(space.encode([pieces[place].removeprefix("##") for place in part]))
        near, which = (at @ around.T).topk(NEIGHBOURS)
        start[part] = torch.einsum("pn,pnd->pd", torch.softmax(near / TEMPERATURE, 1), rows[which])
    return start
