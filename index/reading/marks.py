"""Items as people type them, with marks that no parser knows, and lines that begin with a label."""

import re

_BLANK = r"[ \t\u00a0\u3000]+"
_BULLET = r"[-*+•‣·▸▶►▷◦○●◎■□◆◇▪☐☑★☆✓✔✅❌※:]\ufe0f?|\d{1,3}[.)]"
_NUMBER_OF = (
    r"\(\d{1,2}\)(?=\s+\D)|[Ⅰ-Ⅻⅰ-ⅻ][.)]?(?=\s)|[IVX]{1,4}\.(?=\s+\S)|[①-⑳❶-❿㉠-㉭]|"
    r"\(?[가나다라마바사아자차카타파하](?:\)|\.(?=\s+\S))"
)
# These say that what follows belongs to the line above.
_BRANCH = r"[├└┣┗╰]─*[>▶]?|ㄴ|[↳⤷→⇒➔➜]|[-=]{1,2}>"
# Marks that people type before an item, most of which no parser knows.
BULLET = re.compile(rf"(?:{_BULLET}){_BLANK}(?=\S)")
ITEM = re.compile(rf"(?:{_BULLET}|{_NUMBER_OF}|(?P<branch>{_BRANCH})){_BLANK}(?=\S)")
# A line that begins with what it is of: `**FCFS** 온 순서대로. …`, `LRU: 오래 안 쓴 것부터. …`,
# `시다 → 덜 뽑힌 것. …`, `대항력 = 전입신고와 점유. …`, `조교:: 나루`
_LABEL = re.compile(
    r"(?=\**[^:：*]*[^\W\d_])(?:\*\*(?:[^*.!?]|\.(?=\w)){1,30}[:：]?\*\*|"
    r"[\w-]{1,20}(?: [\w-]{1,20})?:(?=:)|"
    r"[^\s.!?:：→][^.!?:：→]{0,19}(?=[:：]|\s(?:→|⇒|=>|->|=)\s))[:：]?\s"
)
_MAX_LABELLED = 240  # characters of a line that is kept whole for its label
_BETWEEN = re.compile(r"[^\d\s][.!?。]\s")  # two sentences
_DONE = re.compile(r"[.!?。)\]다요음함임됨기]\W*$")


def has_label(line: str) -> bool:
    """A colon within code, `display: none`, labels nothing."""
    label = _LABEL.match(line)
    return label is not None and label.group().count("`") % 2 == 0


def is_labelled(line: str, after: str) -> bool:
    """Whether it is kept whole for its label: it says two sentences at most, and none that goes on
    in the line `after` it.
    """
    if len(line) > _MAX_LABELLED or not has_label(line):
        return False
    ends = not after or _DONE.search(line) or _LABEL.match(after)
    return len(_BETWEEN.findall(line)) < 2 and bool(ends)


class Run:
    """Items that no parser takes for ones, each with its indent and leaf; `levels` are those that
    the next one may stand under, and whether each branches off.
    """

    def __init__(self) -> None:
        self.items: list[tuple[int, int]] = []
        self.levels: list[tuple[int, int, bool]] = []
        self.under = -1  # the leaf of the line that names them all
        self.titles: list[int] = []  # the leaves of lines that name the plain ones below them
        self.table, self.head = -1, -1  # where a table begins, and the leaf of its first row

    def above(self, indent: int, branch: bool) -> int:
        """The leaf that an item or a line there stands under, -1 for none; a branch is below the
        item before it.
        """
        while self.levels and (
            self.levels[-1][0] > indent
            or (self.levels[-1][0] == indent and (self.levels[-1][2] or not branch))
        ):
            self.levels.pop()
        return self.levels[-1][1] if self.levels else -1

    def add(self, indent: int, leaf: int, branch: bool) -> None:
        while self.items and self.items[-1][0] > indent:
            self.items.pop()
        self.items.append((indent, leaf))
        self.levels.append((indent, leaf, branch))
