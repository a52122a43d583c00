"""How good is it: the standing question put to history, baselines beside it, scores, and vintages of parameters."""
