"""Claims weighed against each other: biases of sources, echoes, conflicts, and quantities with their intervals."""
