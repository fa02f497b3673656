"""What the REST API says of itself holds: Schemathesis sends it what fits its description, and what
does not.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from conftest import write_notes
from hypothesis import HealthCheck, Phase, given, seed, settings
from programs import serving
from schemathesis import GenerationMode, checks

from qa import Notebook

NOTES = {"책/1장 물.md": "---\ntags: [가]\n---\n# 1장 물\n\n물은 흐른다.\n", "b.md": "불은 탄다."}
OPERATIONS = [
    *(("GET", f"/api/v1/{name}") for name in ("ask", "search", "notes", "notes/{path}")),
    *(("POST", f"/api/v1/{name}") for name in ("ask", "search", "sync")),
    ("GET", "/healthz"),
]
# The description cannot say which books there are, nor that a question has a letter in it.
NAMES_MUST_EXIST = checks.positive_data_acceptance


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("openapi") / "notes"
    write_notes(folder, NOTES)
    with serving(lambda progress: Notebook.open(folder, progress=progress)) as (url, _):
        yield url


@pytest.fixture(scope="module")
def described(url: str) -> Any:
    return schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_it_does_as_it_says(described: Any, method: str, path: str, mode: GenerationMode) -> None:
    operation = described[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
        return  # there is nothing to get wrong

    @seed(16)
    @settings(
        max_examples=10, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(mode))
    def send(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(excluded_checks=[NAMES_MUST_EXIST])

    send()


def test_what_is_described(url: str) -> None:
    described = httpx.get(f"{url}/api/v1/openapi.json").json()
    found = [(method.upper(), path) for path, of in described["paths"].items() for method in of]
    assert sorted(found) == sorted(OPERATIONS)
    shapes = described["components"]["schemas"]
    assert set(shapes["Citation"]["properties"]) == {
        *("number", "label", "path", "line", "url", "links")
    }
    assert "layout" not in shapes["Hit"]["properties"]
