"""BM25 on the server: what `index.words.bm25` says of scores, over the postings of a notebook."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

import psycopg

from index.words.bm25 import K1, Alternatives, B, Phrase
from index.words.terms import halves

_LONGEST = 200  # characters of a term that stands for itself
# A content holds a phrase as often as its scarcest term, and is worth what its best phrase is.
_SCORES = """
WITH asked AS (
    SELECT * FROM unnest(%(asked)s::int[], %(phrase)s::int[], %(term)s::text[],
        %(worth)s::float8[], %(size)s::int[]) AS t (asked, phrase, term, worth, size)),
held AS (
    SELECT asked, worth, content, count, length FROM asked JOIN words USING (term)
    WHERE notebook = {notebook:d} AND size = 1
    UNION ALL
    SELECT asked, min(worth), content, min(count), min(length) FROM asked JOIN words USING (term)
    WHERE notebook = {notebook:d} AND size > 1
    GROUP BY asked, phrase, size, content HAVING count(*) = size),
best AS MATERIALIZED (
    SELECT asked, content,
        max(worth * count / (count + %(flat)s::float8 + %(steep)s::float8 * length)) AS best
    FROM held GROUP BY asked, content),
rarity AS (
    SELECT asked, weight
        * ln(1 + (%(count)s - coalesce(n, 0) + 0.5::float8) / (coalesce(n, 0) + 0.5::float8)) AS r
    FROM unnest(%(weights)s::float8[]) WITH ORDINALITY AS w (weight, asked)
    LEFT JOIN (SELECT asked, count(*) AS n FROM best GROUP BY asked) AS h USING (asked)),
scores AS MATERIALIZED (
    SELECT content, sum(r * best) / (SELECT sum(r) FROM rarity) AS score
    FROM best JOIN rarity USING (asked) GROUP BY content)
(SELECT content, score FROM scores WHERE {within} ORDER BY score DESC, content LIMIT %(k)s)
UNION ALL SELECT content, score FROM scores WHERE content = ANY(%(also)s)"""


def stored(term: str) -> str:
    """As it stands in the table, whose index takes some 2,700 bytes."""
    if len(term) <= _LONGEST:
        return term
    return f"{term[:_LONGEST]}… {sha256(term.encode()).hexdigest()}"


def match(
    connection: psycopg.Connection,
    notebook: int,
    count: int,
    mean_length: float,
    question: Mapping[str, float],
    alternatives: Alternatives,
    k: int,
    within: str,
    values: Mapping[str, object],
    also: Collection[int],
) -> dict[int, float]:
    """Of `count` contents of `mean_length` terms; `within` is a condition over `content`."""
    terms = sorted(question)
    known = _known(connection, notebook, [stored(term) for term in terms])
    unknown = {term for term in terms if stored(term) not in known}
    phrases: list[tuple[int, int, str, float, int]] = []
    for asked, term in enumerate(terms, start=1):
        given = {(term,): 1.0} | dict(alternatives.get(term, {}))
        if term in unknown:  # its halves are as good as itself
            given |= dict.fromkeys(halves(term), 1.0)
        phrases += _rows(asked, given, len(phrases))
    columns: Sequence[Sequence[object]] = list(zip(*phrases, strict=True)) or [[]] * 5
    names = ("asked", "phrase", "term", "worth", "size")
    rows = connection.execute(
        _SCORES.format(notebook=notebook, within=within),
        {
            **{name: list(column) for name, column in zip(names, columns, strict=True)},
            **values,
            "weights": [question[term] for term in terms],
            "count": count, "flat": K1 * (1 - B), "steep": K1 * B / mean_length,
            "k": k, "also": list(also),
        },
    )  # fmt: skip
    return dict(rows.fetchall())


def _known(connection: psycopg.Connection, notebook: int, terms: Sequence[str]) -> set[str]:
    rows = connection.execute(
        "SELECT term FROM unnest(%s::text[]) AS t (term) WHERE EXISTS ("
        f"SELECT 1 FROM words WHERE notebook = {notebook:d} AND words.term = t.term)",
        (list(terms),),
    )
    return {term for (term,) in rows}


def _rows(
    asked: int, phrases: Mapping[Phrase, float], first: int
) -> Iterator[tuple[int, int, str, float, int]]:
    """A row for each term of each phrase, numbered from `first` on."""
    for number, (phrase, worth) in enumerate(phrases.items(), start=first):
        for term in set(phrase):
            yield asked, number, stored(term), worth, len(set(phrase))
