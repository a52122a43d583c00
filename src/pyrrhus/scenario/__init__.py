"""What an analyst writes: folders read and checked, the gate of the as-of date, parameters, policies."""
