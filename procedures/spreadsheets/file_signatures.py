"""Defines the first bytes by which kinds of files are recognised."""

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""An OLE container: .xls, or any workbook with a password."""
ZIP = b"PK\x03\x04"
"""A zip: .xlsx, .ods."""
