"""Where a notebook is kept: `postgresql://user@host/database?notebook=NAME`.

All but the notebook is libpq's: several hosts, `sslmode`, `target_session_attrs` and so on.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from index.errors import StoreError

_SCHEMES = ("postgresql://", "postgres://")
_HOST = re.compile(r"(\[[^]]*]|[^:]*)(:\d+)?")
_LONGEST = 200  # characters of a notebook's name
_SECRETS = {"password", "sslpassword", "passfile", "sslkey"}


def is_address(where: str) -> bool:
    return where.startswith(_SCHEMES)


@dataclass(frozen=True)
class Address:
    conninfo: str  # for libpq
    notebook: str
    named: bool  # whether the user has named the notebook
    shown: str  # the database without what is secret

    @property
    def name(self) -> str:
        return f"{self.shown}{'&' if '?' in self.shown else '?'}notebook={quote(self.notebook)}"


def parse(url: str, folder: str) -> Address:
    """`folder` names the notebook where the address does not. Raises StoreError."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise wrong(url, error) from error
    options = parse_qsl(parts.query, keep_blank_values=True)
    names = [value for key, value in options if key == "notebook"]
    notebook = names[-1].strip() if names else folder
    if not notebook.isprintable() or not 0 < len(notebook) <= _LONGEST:
        raise StoreError(
            f"the notebook of --store is called {notebook[:40]!r}; give it a name of 1 to "
            f"{_LONGEST} characters: ?notebook=NAME",
            f"--store의 노트북 이름이 {notebook[:40]!r}입니다. 1자부터 {_LONGEST}자까지 "
            f"적으세요: ?notebook=NAME",
        )
    rest = [(key, value) for key, value in options if key != "notebook"]
    open_ = [(key, value) for key, value in rest if key not in _SECRETS]
    shown = _joined(parts._replace(netloc=re.sub(r":[^@]*@", "@", parts.netloc)), open_)
    for host in parts.netloc.rpartition("@")[2].split(","):
        if not _HOST.fullmatch(host):
            raise wrong(shown, f"{host!r} is no host", f"호스트가 아님: {host!r}")
    return Address(_joined(parts, rest), notebook, bool(names), shown)


def wrong(shown: str, why: object, korean: object = "") -> StoreError:
    return StoreError(
        f"{shown} is no address of a PostgreSQL database ({why}); expected "
        f"postgresql://user@host/database",
        f"{shown}: PostgreSQL 데이터베이스의 주소가 아닙니다({korean or why}). "
        f"postgresql://user@host/database처럼 적으세요.",
    )


def _joined(parts: SplitResult, options: list[tuple[str, str]]) -> str:
    """As libpq takes it: also without a host, and with no `+` for a space."""
    query = urlencode(options, quote_via=quote, safe="/")
    return f"{parts.scheme}://{parts.netloc}{parts.path}{'?' if query else ''}{query}"
