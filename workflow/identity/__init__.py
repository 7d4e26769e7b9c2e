"""Who signs: persons, keys, role grants, and Ed25519 signatures in SSHSIG form."""
