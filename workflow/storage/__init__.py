"""Where a register is kept: rows by key, and one store over SQLite or PostgreSQL."""
