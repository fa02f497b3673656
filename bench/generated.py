"""Notes by the thousand, made of a seed: Korean sentences with English terms, headings, lists and
code. No two paragraphs are alike.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from bench.making import as_kind

_SUBJECTS = (
    "파드 서비스 볼륨 인덱스 트랜잭션 캐시 큐 스레드 컨테이너 스케줄러 클러스터 노드".split()
)
_OBJECTS = "요청을 로그를 상태를 메모리를 연결을 레코드를 설정을 이미지를 키를 파티션을".split()
_VERBS = "저장한다 옮긴다 지운다 나눈다 복제한다 기다린다 합친다 검사한다 만든다 읽는다".split()
_TERMS = "etcd kubelet B-Tree WAL mutex Redis TLS DNS gRPC namespace".split()

WORDS = (*_SUBJECTS, *_TERMS)


def generate(folder: Path, count: int, seed: int = 0) -> None:
    """`count` notes in books of a hundred. The same seed gives the same notes."""
    for number in range(count):
        path = folder / f"책 {number // 100:03}" / f"{number % 100:02}-노트 {seed}-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(note(random.Random(f"{seed} {number}")), encoding="utf-8")


def generate_mixed(folder: Path, count: int, kinds: Sequence[str]) -> None:
    """As `generate`, each of the kinds in its turn."""
    for number in range(count):
        choose, kind = random.Random(f"mixed {number}"), kinds[number % len(kinds)]
        sections = [
            (_title(choose), [paragraph(choose, 3), paragraph(choose, 3)]) for _ in range(3)
        ]
        name = f"Export-{number}" if kind in (".zip", ".csv") else f"노트 {number}"
        path = folder / f"책 {number // 100:03}" / f"{name}{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_kind(kind, f"노트 {number}", sections))


def note(choose: random.Random) -> str:
    """About 1,000 characters under three headings."""
    parts = [f"# {choose.randint(1, 20)}장 {_title(choose)}\n"]
    for section in range(3):
        parts.append(f"## {_title(choose)} {section}\n\n{paragraph(choose, 3)}\n")
        parts.append("".join(f"- {_sentence(choose)}\n" for _ in range(3)))
    parts.append(f"```sh\nkubectl get {choose.choice(_TERMS)} -n n{choose.randrange(10**6)}\n```\n")
    return "\n".join(parts)


def paragraph(choose: random.Random, sentences: int) -> str:
    return " ".join(_sentence(choose) for _ in range(sentences))


def _title(choose: random.Random) -> str:
    return f"{choose.choice(_SUBJECTS)}와 {choose.choice(_TERMS)}"


def _sentence(choose: random.Random) -> str:
    subject, term = choose.choice(_SUBJECTS), choose.choice(_TERMS)
    place = f"{choose.choice(_SUBJECTS)} {choose.randrange(10**6)}번에서"
    return f"{subject}는 {term}의 {place} {choose.choice(_OBJECTS)} {choose.choice(_VERBS)}."
