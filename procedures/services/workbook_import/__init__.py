"""Use cases of workbooks: their contents, the plan of an import, its application."""
