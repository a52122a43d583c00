"""Choices of both sides: every pair of policies on common chances, regret, dates, equilibria, worth of information."""
