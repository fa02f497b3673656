"""All that the page says, in both languages: one table, `words.json`.

A line is named by its Korean. Its English may have a form for one and, behind `|`, one for more:
`{count} source|{count} sources`. What the rest of galpi says comes in both languages.
"""

import json
from pathlib import Path

_TABLE = json.loads((Path(__file__).parent / "static" / "words.json").read_text(encoding="utf-8"))
PAGE: dict[str, str] = _TABLE["page"]


def english(korean: str, **facts: object) -> str:
    """Of a line with its facts put in. Raises KeyError for one that is not in the table."""
    one, _, more = PAGE[korean].partition("|")
    return (one if facts.get("count") == 1 or not more else more).format(**facts)
