"""What puts the numbers of each law together from the state of a draw: one function for a law, named after it.

No law of its own: formulas and sources stand in `laws/`. `day.py` calls the nine in the order of a day. All of them
take the view of a draw (`here`, changed in place), the thread's bench, the ground and what else they read.
"""
