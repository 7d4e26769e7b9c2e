"""The storage of a register: rows by key, and one store over SQLite or PostgreSQL."""
