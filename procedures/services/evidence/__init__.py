"""Use cases of evidence: verification, checkpoints, receipts, bundles, single entries, traces."""
