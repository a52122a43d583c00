"""All towns of a map at once: which stand within reach of the front, the assessment of each, the ranking."""
