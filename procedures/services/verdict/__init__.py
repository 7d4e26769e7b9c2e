"""Use cases of the verdict: the sheet, its details, its derivation, the shortest plan."""
