"""Dated maps of who holds what: reading, coverage, shares of ground, and the events that follow from them."""
