"""Terms of Korean and English text."""

from collections import Counter
from typing import Literal
from unicodedata import normalize

import pytest

from index.words.terms import (
    MAX_CHARS,
    PAIR,
    Asked,
    asked,
    halves,
    has_hangul,
    is_korean,
    phrase,
    pieces,
    terms,
)


def terms_of(text: str) -> Counter[str]:
    (found,) = terms([text])
    return Counter(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("파드", ["파드"]),
        ("파드가", ["파드", "드가"]),  # a pair of syllables that is no word
        ("서비스를", ["서비스", "서비", "비스", "스를"]),
        ("파드 로그 보는 법", ["파드", "로그", "보", "보는", "법"]),
        ("무엇인가요", []),
        ("격리수준", ["격리", "수준", "리수"]),
        ("콘테이너", ["컨테이너", "컨테", "테이", "이너"]),
        ("큐는 락을", ["큐", "큐는", "락", "락을"]),  # nouns of a syllable, with their particles
        ("도커", ["도커"]),  # alone, a particle and a verb to the analyser
        ("ReplicaSet", ["replicaset", "replica", "set"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("spec.replicas", ["spec.replica", "spec", "replica"]),
        ("k8s", ["k8s", "k", "8"]),
        ("pods", ["pod"]),
        ("APIs", ["api"]),
        ("What is a pod?", ["pod"]),
        ("isOpen", ["isopen", "open"]),
        ("왜 pod?", ["pod"]),  # a word of asking is no term
        ("어떻게", []),
        ("8080", ["8080"]),
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
    assert terms_of(f"파드{particle}") == Counter(["파드", f"드{particle[0]}"])


def test_a_verb_is_its_stem() -> None:
    assert terms_of("죽으면")["죽"] == terms_of("죽었다")["죽"] == 1


def test_texts_are_told_apart_and_kept_in_order() -> None:
    assert terms(["pod", "", "파드"]) == [["pod"], [], ["파드"]]


def test_decomposed_hangul_has_the_same_terms() -> None:
    text = "파드가 죽으면 ReplicaSet이 다시 만든다"
    assert terms_of(normalize("NFD", text)) == terms_of(text)


def test_what_is_beyond_the_limit_is_not_analysed() -> None:
    assert terms_of(" " * MAX_CHARS + "pod") == Counter()


def test_a_question_weighs_its_pairs_less() -> None:
    assert asked("컨테이너는?") == Asked(
        {"컨테": PAIR, "테이": PAIR, "이너": PAIR, "너는": PAIR, "컨테이너": 1.0}
    )


@pytest.mark.parametrize(
    ("question", "neighbours"),
    [
        ("replica sets", [("replica", "set")]),
        ("replica, sets", []),
        ("useEffect", [("use", "effect")]),
        ("로드 밸런서", [("로드", "벨런서")]),
        ("pod 이름", []),  # nobody writes the two as one
    ],
)
def test_neighbours(question: str, neighbours: list[tuple[str, str]]) -> None:
    assert list(asked(question).neighbours) == neighbours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("파드", ["파드"]),
        ("키", ["키"]),
        ("격리 수준", ["격리", "수준"]),
        ("콘테이너", ["컨테", "테이", "이너"]),
        ("깊은 복사", ["깊은", "복사"]),
        ("만들다", ["만들"]),
        ("안전하다", ["안전"]),
        ("람다", ["람다"]),
        ("2단계 커밋", ["2", "단계", "커밋"]),
        ("isolation levels", ["isolation", "level"]),
        ("read-only", ["read-only"]),
        ("copy-and-paste", ["copy-and-paste"]),
        ("key-value", ["key", "value"]),
        ("the", []),
        ("…", []),
    ],
)
def test_phrase(text: str, expected: list[str]) -> None:
    assert phrase(text) == tuple(expected)


@pytest.mark.parametrize("text", ["컨테이너를", "웹컨테이너", "콘테이너들은"])
def test_a_text_has_the_phrase_of_what_it_contains(text: str) -> None:
    assert set(phrase("컨테이너")) <= set(terms_of(text))


def test_pieces() -> None:
    assert pieces("컨테이너") == ("컨테", "테이", "이너")
    assert pieces("파드") == ("파드",)
    assert pieces("container") == ("container",)


def test_halves() -> None:
    assert halves("로드밸런서") == [("로드", "밸런서"), ("로드밸", "런서")]
    assert halves("maxsurges") == [
        ("max", "surge"),
        ("maxs", "urge"),
        ("maxsu", "rge"),
        ("maxsur", "ges"),
    ]
    assert halves("pod") == halves("서비스") == []


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
