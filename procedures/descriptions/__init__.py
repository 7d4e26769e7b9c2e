"""Reads published descriptions of procedures: records out of files, and a description out of a record."""
