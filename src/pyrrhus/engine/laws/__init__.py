"""The nine laws of a day, one small file each, and what they read: intensity, tempo, policies; and another attrition.

Each law is one compiled function on the arrays of one draw. Its file states formula, units, source, its limiting case
and its neutral form: what the day does without it, which `Settings.laws` switches on by a 0.
"""
