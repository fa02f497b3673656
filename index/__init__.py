"""From a folder of notes to a store: each floor stands on those before it.

reading → passages → words and embedding → store → care
"""
