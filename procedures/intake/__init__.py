"""Reads the portal's list of procedures and the filled-in forms, and reports every problem of a file."""
