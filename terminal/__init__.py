"""The commands of the command line, a group a module. Each imports what is heavy itself.

In: words and options. Out: text for people, or JSON for programs, in one language.
"""

__all__ = [
    "asking",
    "keeping",
    "language",
    "measuring",
    "options",
    "output",
    "serving",
    "showing",
    "usage",
]
