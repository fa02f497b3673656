"""What stands in the way of a store, as all engines tell it."""

import re

from index.errors import StoreError, StoreLocked, StoreMismatch, StoreMissing

_HOLDER = re.compile(r"process (\d+) on (.*), since ([^\s)]+)")


def not_yet(name: str, notebooks: str = "") -> StoreMissing:
    """`notebooks`: those that its database has."""
    others = f" (there are the notebooks {notebooks})" if notebooks else ""
    korean = f"(있는 노트북: {notebooks})" if notebooks else ""
    return StoreMissing(
        name,
        f"the store {name} does not exist yet{others}; first: galpi sync",
        f"저장소({name})가 아직 없습니다{korean}. 먼저 galpi sync를 실행하세요.",
    )


def deleted(name: str) -> StoreError:
    return StoreError(
        f"the store {name} was deleted; make it anew: galpi sync",
        f"저장소({name})가 지워졌습니다. galpi sync로 다시 만드세요.",
    )


def in_use(name: object, holder: str) -> StoreLocked:
    """`holder`: `process 7 on host, since 15:04:05`; empty when it is not known."""
    english = f" ({holder})" if holder else ""
    korean = _HOLDER.sub(r"\2의 프로세스 \1, \3부터", english)
    return StoreLocked(
        f"another galpi{english} is writing {name}; wait until it is done and try again",
        f"다른 galpi{korean}가 저장소({name})에 쓰고 있습니다. 끝난 뒤에 다시 하세요.",
    )


def other_format(name: object, found: int, known: int, way: tuple[str, str]) -> StoreMismatch:
    """`way`: what to do about it, in English and Korean."""
    english, korean = ("a newer", "더 새로운") if found > known else ("an older", "예전")
    return StoreMismatch(
        f"the store {name} has format {found}, made by {english} galpi; this one reads {known}: "
        f"{way[0]}",
        f"저장소({name})는 {korean} 갈피가 만든 것으로 형식이 {found}입니다. 이 갈피가 읽는 "
        f"형식은 {known}입니다. {way[1]}",
    )
