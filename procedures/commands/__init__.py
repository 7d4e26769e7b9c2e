"""The command line by noun: parse, call one use case, present."""
