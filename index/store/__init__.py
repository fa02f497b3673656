from index.store.store import Store, database, default_store

__all__ = ["Store", "database", "default_store"]
