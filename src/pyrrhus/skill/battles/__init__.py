"""Laws of attrition against published battles: what a day costs, and how far strengths explain it."""
