"""Reads spreadsheet and text files into grids of typed cells, within bounds. See README.md."""
