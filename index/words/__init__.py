"""In: texts, and the postings of a store.
Out: terms in one spelling, with what may stand in their place, and how well contents match them.
"""

__all__ = [
    "analyser",
    "bm25",
    "dictionary",
    "glossary",
    "particles",
    "sounds",
    "spelling",
    "terms",
    "translation",
]
