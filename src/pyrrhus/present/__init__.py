"""Showing: the report, the terminal, the tables, every chart."""
