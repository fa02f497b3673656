"""Conditions of SQL for what a note must match; their values go by name."""

from index.store.engine import EVERYTHING, Scope

STANDING = "chunks JOIN notes ON notes.id = chunks.note"
_TESTS = {
    "book": "book = %(book)s",
    "chapter": "chapter = %(chapter)s",
    "tag": "EXISTS (SELECT 1 FROM json_array_elements_text(tags::json) AS value WHERE "
    "lower(value) = lower(%(tag)s) OR starts_with(lower(value), lower(%(tag)s) || '/'))",
    "day": "strpos(date, %(day)s) > 0",
    "sections": "(path, headings) IN (SELECT value ->> 0, value ->> 1 "
    "FROM json_array_elements(%(sections)s::json) AS value)",
    "folder": "strpos('/' || key, '/' || %(folder)s || '/') > 0",
}


def matches(scope: Scope) -> str:
    """Of a note, or with sections of one of its chunks."""
    tests = {name: _TESTS[name] for name in values(scope)}
    if "sections" in tests:
        tests["day"] = f"({tests['day']} OR {tests.pop('sections')})"
    return " AND ".join(["TRUE", *tests.values()])


def within(scope: Scope, notebook: int, content: str) -> str:
    """Of a content, which `content` names: that it stands in a matching note."""
    if scope == EVERYTHING:
        return "TRUE"
    notes = f"notes.notebook = {notebook:d} AND {matches(scope)}"
    return f"{content} IN (SELECT chunks.content FROM {STANDING} WHERE {notes})"


def values(scope: Scope) -> dict[str, str | int]:
    return {name: value for name, value in vars(scope).items() if value is not None}
