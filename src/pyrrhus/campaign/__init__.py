"""A scenario compiled for the engine: ground, maps on cells, troops, policies and parameters as arrays."""
