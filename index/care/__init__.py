"""In: a folder and its store.
Out: whether the store is sound and in step, mended or synced where it is not.
"""

__all__ = ["checks", "repair", "watch"]
