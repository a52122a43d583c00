"""Statistical baselines of the standing question, always computed beside the model."""
