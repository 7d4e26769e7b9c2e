"""The use cases: each reads a register, or drafts acts on one, for any face."""
