"""The stage "seen at the portal": what was decided, held against two descriptions of the procedure."""
