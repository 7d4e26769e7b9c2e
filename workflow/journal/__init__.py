"""The journal's format: signed intents, chained entries, Merkle roots, checkpoints and bundles."""
