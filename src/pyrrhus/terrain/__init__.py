"""Geometry, before the run: projection, tiling, shares of discs and arcs, the network of routes."""
