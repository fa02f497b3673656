"""The engine that needs no server: one SQLite file for a notes folder, and FAISS over it."""
