"""Random bundles, judged by three verifiers: whatever they disagree on is a fault of one of them."""
