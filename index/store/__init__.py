"""In: Notes, as they are in the folder now.
Out: one database that holds them with their words and vectors, one transaction a sync.
"""

from index.store.store import Store, database, default_store

__all__ = [
    "Store",
    "checksums",
    "database",
    "default_store",
    "embedded",
    "engine",
    "plan",
    "report",
    "sync",
    "writer",
]
