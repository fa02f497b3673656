"""Where a notebook is kept: `postgresql://user@host/database?notebook=NAME`.

All but the notebook is libpq's: several hosts, `sslmode`, `target_session_attrs` and so on.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from index.errors import StoreError

_SCHEMES = ("postgresql://", "postgres://")
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
    parts = urlsplit(url)
    options = parse_qsl(parts.query, keep_blank_values=True)
    names = [value for key, value in options if key == "notebook"]
    notebook = names[-1].strip() if names else folder
    if not notebook.isprintable() or not 0 < len(notebook) <= _LONGEST:
        raise StoreError(
            f"the notebook of --store is called {notebook[:40]!r}; give it a name of 1 to "
            f"{_LONGEST} characters: ?notebook=NAME"
        )
    rest = [(key, value) for key, value in options if key != "notebook"]
    open_ = [(key, value) for key, value in rest if key not in _SECRETS]
    shown = parts._replace(netloc=re.sub(r":[^@]*@", "@", parts.netloc), query=urlencode(open_))
    # As quote_plus it would hold `+`, which libpq does not take for a space.
    conninfo = urlunsplit(parts._replace(query=urlencode(rest, quote_via=quote), fragment=""))
    return Address(conninfo, notebook, bool(names), urlunsplit(shown))
