"""The commands: options in, one use case, its data or words out."""
