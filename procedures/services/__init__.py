"""Use cases by noun: the one face that commands and pages call."""
