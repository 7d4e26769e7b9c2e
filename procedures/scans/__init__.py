"""Finds where procedures can be cut: dated rules with sources, each a pure function over descriptions."""
