"""The terminal face: tables, sentences and figures in the language of the call."""
