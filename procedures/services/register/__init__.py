"""Use cases of the register as a whole: create, back up, restore, rebuild, check, copy."""
