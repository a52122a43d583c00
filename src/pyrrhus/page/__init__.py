"""The local page: what if, on kept states and common random numbers (extra `pyrrhus[page]`)."""
