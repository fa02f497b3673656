"""Markdown as tokens, of which each piece of text knows where in its line it was read.

Besides CommonMark: tables, footnotes, definitions, formulas, and what Obsidian adds: links to
notes, comments and marked words.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

MAX_NESTING = 40
MAX_BRACKETS = 1_000  # of one paragraph: looking for their partners takes the square of that
_FOOTNOTE = re.compile(r"\[\^(\d{1,3})\](?!:)")
_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]+)(?:\\?\|([^\[\]\n]*))?\]\]")


class _State(StateInline):
    """Notes of each token where it begins, as `token.meta["at"]`."""

    _since = 0  # where the text that is not yet a token begins

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self._since = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802
        token = super().pushPending()
        token.meta["at"] = self._since
        return token

    def push(self, ttype: str, tag: str, nesting: int) -> Token:
        last = self.tokens[-1] if self.tokens and not self.pending else None
        token = super().push(ttype, tag, nesting)  # type: ignore[arg-type]
        token.meta["at"] = self.pos
        # The marks of an emphasis are pushed one by one before the place moves on.
        if ttype == "text" and last and last.type == "text" and last.meta.get("run") == self.pos:
            token.meta["at"] = last.meta["at"] + len(last.content)
        if ttype == "text":
            token.meta["run"] = self.pos
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """In Korean a particle follows upon a bracket or a quotation mark without a space, as in
        `**격리 수준(isolation)**은`, which CommonMark takes for no end of an emphasis.
        """
        found = super().scanDelims(start, canSplitWord)
        end = start + found.length
        if not canSplitWord or not 0 < start or end >= self.posMax:
            return found
        last, after = self.src[start - 1], self.src[end]
        opens = found.can_open or (_is_cjk(last) and not after.isspace())
        closes = found.can_close or (_is_cjk(after) and not last.isspace())
        return Scanned(opens, closes, found.length)


def _is_cjk(letter: str) -> bool:
    return "\u1100" <= letter <= "\u11ff" or "\u3040" <= letter <= "\ud7a3"


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        if src.count("[") > MAX_BRACKETS:
            state.pending = src
            state.pushPending()
            return state.tokens
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@cache
def parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "store_labels": True})
    made.enable(["table", "strikethrough"])
    made.use(footnote_plugin, inline=False).use(deflist_plugin)
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    own = _Inline()
    own.ruler, own.ruler2 = made.inline.ruler, made.inline.ruler2
    made.inline = own
    own.ruler.before("link", "wiki", _wiki)
    own.ruler.before("escape", "remark", _remark)
    own.ruler.before("emphasis", "lit", _lit)
    own.ruler.after("footnote_ref", "footnote_alone", _footnote_alone)
    made.block.ruler.before("fence", "remark", _remark_block, {"alt": ["paragraph"]})
    # Text that is joined from several places would have none of its own.
    own.ruler2.disable("fragments_join")
    made.core.ruler.disable("text_join")
    return made


def _wiki(state: StateInline, silent: bool) -> bool:
    """`[[note|alias]]`, `![[picture.png]]`."""
    match = _WIKI.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("wiki_embed" if match[1] else "wiki", "", 0)
        group = 3 if match[3] else 2
        token.content, token.info = match[group], match[2].strip()
        token.meta["at"] = match.start(group)
    state.pos = match.end()
    return True


def _footnote_alone(state: StateInline, silent: bool) -> bool:
    """`[^1]`, where the note itself is not among the lines."""
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta["label"] = match[1]
    state.pos = match.end()
    return True


def _remark(state: StateInline, silent: bool) -> bool:
    """`%% not to be shown %%`."""
    if not state.src.startswith("%%", state.pos):
        return False
    end = state.src.find("%%", state.pos + 2, state.posMax)
    if end < 0:
        return False
    state.pos = end + 2
    return True


def _remark_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if not _line(state, first).startswith("%%"):
        return False
    at = 2
    for number in range(first, last):
        line = _line(state, number)
        end = line.find("%%", at)
        at = 0
        if end >= 0 and line[end + 2 :].strip():
            return False  # it ends within a paragraph
        if end >= 0:
            state.line = number + 1
            return True
    return False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _lit(state: StateInline, silent: bool) -> bool:
    """`==marked by its writer==`."""
    start, most = state.pos, state.posMax
    end = state.src.find("==", start + 3, most)
    if not state.src.startswith("==", start) or end < 0 or state.src[start + 2] in "= \n":
        return False
    if "\n" in state.src[start:end] or state.src[end - 1] == " ":
        return False
    if not silent:
        state.pos, state.posMax = start + 2, end
        state.push("lit_open", "em", 1)
        state.md.inline.tokenize(state)
        state.push("lit_close", "em", -1)
    state.pos, state.posMax = end + 2, most
    return True
