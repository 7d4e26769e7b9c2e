"""Use cases of persons, keys, roles and units."""
