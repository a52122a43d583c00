"""Assimilation: which of the simulated campaigns agree with what was seen by the as-of date."""
