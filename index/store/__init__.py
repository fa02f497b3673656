"""In: Notes, as they are in the folder now.
Out: one database that holds them with their words and vectors, one transaction a sync.
"""

from index.store.store import Store, Where, database, default_store, folder_of, missing

__all__ = [
    "Store",
    "Where",
    "checksums",
    "database",
    "default_store",
    "embedded",
    "engine",
    "folder_of",
    "missing",
    "plan",
    "postgres",
    "report",
    "sync",
    "writer",
]
