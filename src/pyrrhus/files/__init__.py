"""The one writer: what is written, what may be replaced, and how old gives way to new."""
