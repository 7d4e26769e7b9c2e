"""What a person reads: tables, sentences, figures in their language."""
