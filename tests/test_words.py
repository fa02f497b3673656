"""Terms of Korean and English text."""

from collections import Counter
from typing import Literal
from unicodedata import normalize

import pytest

from index.words import MAX_CHARS, has_hangul, is_korean, terms


def terms_of(text: str) -> Counter[str]:
    (found,) = terms([text])
    return Counter(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("파드", ["파드"]),
        ("파드가", ["파드"]),
        ("서비스를", ["서비스", "서비", "비스"]),  # as a word and as pairs of syllables
        ("서비스가", ["서비스", "서비", "비스"]),
        ("ReplicaSet", ["replicaset", "replica", "set"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("spec.replicas", ["spec.replica", "spec", "replica"]),
        ("k8s", ["k8s", "k", "8"]),
        ("pod", ["pod"]),
        ("pods", ["pod"]),
        ("어떻게 쓰나", ["쓰"]),
        ("What is a pod?", ["pod"]),
        ("컨테이너와 콘테이너", ["컨테이너", "컨테", "테이", "이너"] * 2),
        ("왜 pod?", ["pod"]),  # a word of asking is no term
        ("", []),
        ("?! …", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms_of(text) == Counter(expected)


@pytest.mark.parametrize("word", ["Pod가", "Pod를", "Pod는", "Pod의", "Pod와", "Pod도", "Pod만"])
def test_particles_after_latin_are_no_terms(word: str) -> None:
    assert terms_of(word) == Counter(["pod"])


@pytest.mark.parametrize("particle", ["가", "는", "의", "와", "도", "만", "에서", "로"])
def test_particles_do_not_change_a_word(particle: str) -> None:
    assert terms_of(f"파드{particle}") == Counter(["파드"])


def test_a_verb_is_its_stem() -> None:
    assert terms_of("죽으면")["죽"] == terms_of("죽었다")["죽"] == 1


def test_texts_are_told_apart_and_kept_in_order() -> None:
    assert terms(["pod", "", "파드"]) == [["pod"], [], ["파드"]]


def test_decomposed_hangul_has_the_same_terms() -> None:
    text = "파드가 죽으면 ReplicaSet이 다시 만든다"
    assert terms_of(normalize("NFD", text)) == terms_of(text)


def test_what_is_beyond_the_limit_is_not_analysed() -> None:
    assert terms_of(" " * MAX_CHARS + "pod") == Counter()


@pytest.mark.parametrize(
    ("text", "korean", "hangul"),
    [
        ("파드", True, True),
        ("Kubernetes Pod", False, False),
        ("가abcd", True, True),  # exactly a fifth
        ("가abcde", False, True),
        ("123 ?!", True, False),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_language(text: str, korean: bool, hangul: bool, form: Literal["NFC", "NFD"]) -> None:
    text = normalize(form, text)
    assert (is_korean(text), has_hangul(text)) == (korean, hangul)
