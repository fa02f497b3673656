"""Retrievers of other frameworks: `from qa.adapters.langchain import GalpiRetriever` and so on.

In: their query. Out: their documents, with path, line, offsets and label of each passage.
"""
