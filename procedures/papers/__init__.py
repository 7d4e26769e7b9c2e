"""Official papers from the record: Word, PDF, Excel, CSV and JSON of one matter."""
