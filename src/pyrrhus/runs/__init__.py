"""What was run: two assessments side by side and why they differ, a battle through time, the record of runs."""
