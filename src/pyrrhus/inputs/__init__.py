"""The edge: bytes, text, JSON and rows from outside, read within limits, with what is wrong said in words."""
