"""From a folder of notes to a store: each floor stands on those before it.

reading → passages → words and embedding → store → care. All of them may raise what `errors`
defines and write to the `log`, and make some things `once`.
"""

__all__ = ["errors", "language", "log", "once"]
