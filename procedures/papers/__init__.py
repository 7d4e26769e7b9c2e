"""Official papers from the record: the same paper as Word, PDF, Excel, CSV and JSON."""
