"""From a folder of notes to a store.

file (index.folder) → text (index.text) → Note (index.notes, index.headings) → Chunk
(index.chunks) → vector (index.vectors) and words (index.words) → Store (index.store), kept in
step by index.sync and read by index.nearest and index.bm25.
"""
