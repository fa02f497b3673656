"""What every framework's document is made of."""

import json
from typing import Any

from qa.answers import Hit


def identity(hit: Hit) -> str:
    """The place of a passage, by which documents of several searches can be told apart."""
    return f"{hit.path}:{hit.start}"


def metadata(hit: Hit) -> dict[str, Any]:
    """The JSON of a hit but its text; `source` is what LangChain calls a path, and `citation` what
    to show a reader.
    """
    values = {name: value for name, value in hit.to_dict().items() if name != "text"}
    values |= {"source": hit.path, "citation": f"{hit.label} ({hit.path}:{hit.line})"}
    return dict(json.loads(json.dumps(values)))  # lists in the place of tuples
