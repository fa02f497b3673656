"""In: texts, and the vectors of a store.
Out: vectors of unit length, and the nearest of them.
"""

__all__ = ["borrowed", "codes", "encoder", "models", "moments", "nearest", "rows", "vectors"]
