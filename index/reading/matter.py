"""Front matter: what a note says of itself before its text, in YAML, TOML or as properties."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from index.reading.hidden import PROPERTY
from index.reading.reasons import told

_OPEN = re.compile(r"\s*(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.M)
_MAX = 20_000  # characters; the YAML reader takes seconds for a few times as many
# `Tags: tcp, 네트워크`, as Notion writes the properties of a page below its title; `tags:: 그래프`.
_PROPERTY = re.compile(r"[ \t]*([^\W\d_][\w ()/-]{0,39}): (\S.*)$")
_KNOWN = frozenset(
    "tags tag created date status category categories 태그 생성일 생성 작성일 날짜 상태".split()
    + [
        "created time",
        "last edited",
        "last edited time",
        "created by",
        "생성 일시",
        "최종 편집 일시",
    ]
)
_BROKEN_LINE = re.compile(r"([\w-]+):[ \t]+(\S.*)$", re.M)
_PLAIN = re.compile(r"(?!['\"&*!|>%@`])(?!\[[^\]]*$).*[^\W_]")  # no beginning of something broken
_SENTENCE = re.compile(r"[.!?。][ \t]*$")

Value = str | tuple[str, ...]  # a list stays one, also of one


@dataclass(frozen=True)
class Matter:
    """The fields, by their names in small letters; where the body begins; in words what is wrong
    with the block, if anything; and what of the body is no text because it was read as fields.
    """

    fields: Mapping[str, Value] = field(default_factory=dict)
    body: int = 0
    problem: str = ""
    hidden: tuple[tuple[int, int], ...] = ()


def read_matter(text: str) -> Matter:
    matter = _block(text)
    own, hidden = _properties(text, matter.body)
    fields = {**{n: v for n, v in _logseq(text, matter.body)}, **own, **matter.fields}
    return Matter(fields, matter.body, matter.problem, hidden)


def _block(text: str) -> Matter:
    match = _OPEN.match(text)
    if match is None:
        return Matter()
    start = match.end()
    if match[1] == "+++":
        return _toml(text, start)
    close = _YAML_END.search(text.replace("\r\n", " \n").replace("\r", "\n"), start)
    if close is None:
        broken = re.match(r"\s*---\s+\w+:", text)
        return Matter(problem=told("unclosed", rule="---") if broken else "")
    return _yaml(text, start, close.start(), close.end())


def _yaml(text: str, start: int, stop: int, body: int) -> Matter:
    block = text[start:stop]
    if len(block) > _MAX:
        return Matter({}, body, told("long matter", size=len(block), most=_MAX))
    if _is_prose(block):
        return Matter()
    try:
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        rescued = _by_lines(block)
        name = "lines" if rescued else "yaml"
        problem = told(f"{name} at", line=mark.line + 2) if mark else told(name)
        return Matter(rescued, body, problem)
    if root is None:
        return Matter({}, body)
    if not isinstance(root, yaml.MappingNode):
        return Matter(problem=told("no matter"))
    fields: dict[str, Value] = {}
    for key, node in root.value:
        if isinstance(key, yaml.ScalarNode) and (value := _value(node)):
            name = key.value.strip().lower()
            fields[name] = value if name not in fields else (*each(fields[name]), *each(value))
    return Matter(fields, body)


def each(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _by_lines(block: str) -> dict[str, Value]:
    """`title: [자바] 제네릭: 공변`, which no YAML reader takes."""
    lines = [(name.lower(), value.strip()) for name, value in _BROKEN_LINE.findall(block)]
    return {name: value for name, value in lines if _PLAIN.match(value)}


def _is_prose(block: str) -> bool:
    """One sentence between two rules, with a colon in it."""
    lines = [line for line in block.splitlines() if line.strip()]
    return len(lines) == 1 and _SENTENCE.search(lines[0]) is not None and " " in lines[0]


def _value(node: yaml.Node) -> Value:
    """Nodes and not objects: `010` and `1.10` stay as written, and no tag or alias is followed."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(value for one in node.value if (value := _scalar(one)))
    return _scalar(node)


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
        return ""
    return _plain(node.value)


def _plain(value: object) -> str:
    """Half of a surrogate pair and NUL can be written as escapes, but not stored everywhere."""
    return str(value).encode("utf-8", "replace").decode().replace("\0", " ").strip()


def _toml(text: str, start: int) -> Matter:
    close = re.compile(r"^\+\+\+[ \t]*(?:\r\n|\r|\n|\Z)", re.M).search(text, start)
    if close is None or close.start() - start > _MAX:
        return Matter(problem=told("unclosed", rule="+++"))
    try:
        table = tomllib.loads(text[start : close.start()].replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return Matter({}, close.end(), told("toml"))
    return Matter(dict(_flat(table)), close.end())


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value)  # `[taxonomies]` of Zola, `[extra]`
        elif isinstance(value, list):
            yield (
                name.lower(),
                tuple(_plain(one) for one in value if not isinstance(one, dict | list)),
            )
        else:
            yield name.lower(), _plain(value)


def _properties(text: str, body: int) -> tuple[dict[str, Value], tuple[tuple[int, int], ...]]:
    """Of a Notion page: the lines right below its title, all of the form `Name: value`."""
    head = re.compile(r"\s*# [^\r\n]+(?:\r\n|\r|\n)+").match(text, body)
    if head is None:
        return {}, ()
    own: dict[str, Value] = {}
    place = head.end()
    for line in re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)").finditer(text, place, place + 4_000):
        match = _PROPERTY.match(line[1])
        if match is None:
            if line[1].strip():
                return {}, ()
            break
        own[match[1].strip().lower()] = match[2].strip()
        place = line.end()
    if not _KNOWN.intersection(own):
        return {}, ()
    return own, ((head.end(), place),)


def _logseq(text: str, body: int) -> Iterator[tuple[str, Value]]:
    """The properties of a page, which stand before everything else."""
    for line in re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)").finditer(text, body, body + 2_000):
        match = PROPERTY.match(line[1])
        if match is None:
            return
        yield match["name"].lower(), match["value"]
