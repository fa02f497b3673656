"""In: what a browser or a program asks.
Out: Answers, as the page shows them or as JSON, for those who may have them.
"""

__all__ = ["app", "backend", "errors", "options", "programs", "server"]
