"""The compiled model: arrays in, arrays out; no input or output, no validation.

Import kernels through `pyrrhus.engine.cache.kernels()`, which points Numba's disk cache at a folder that belongs to
exactly these sources.
"""
