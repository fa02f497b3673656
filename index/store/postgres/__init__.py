"""The engine for many: a PostgreSQL database with pgvector, which holds many people's notebooks."""
