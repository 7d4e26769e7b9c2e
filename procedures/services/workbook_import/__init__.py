"""Workbook import."""
