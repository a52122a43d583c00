"""The engine against twins: one reduced campaign, written three times, with equal distributions and unequal speeds.

The reduced campaign is the engine with orders, supply, pockets, sustainment, withdrawal, civilians and will in their
neutral forms (`Settings.laws`). What is left is intensity, attrition by kind of troops on each axis, advance, and
control of cells, with the front measured from the cells and works worn and dug. The twins share the ground, the first
day and the parameters with the engine and nothing else: formulas are written anew, random numbers are their own.
"""
