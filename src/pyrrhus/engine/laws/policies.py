"""Policies as tables: stages with an action each, and the conditions on which a side goes on to the next stage.

A side is in one stage at a time. Each day, before it acts, the conditions of its stage are looked at once: clauses in
groups, a group is met where all its clauses are, the conditions where any group is (and / or). Where they have been met
on `for_days` days running the order is given, and `delay_days` later the next stage begins, even if they are no longer
met by then. At most one stage is left in a day. A stage without clauses is never left.

What can be asked of a day is a row of numbers, so that a clause is (measure, sign, threshold) and nothing else: met
where sign x (measure - threshold) > 0, never where the measure is unknown (NaN). Measures, in this order, then one for
each named road (1 open, 0 closed):

    day          days since the run began
    stage_days   days since the stage began (filled in here)
    supply       effective supply of the garrison, 0..1: 1 while it has stores
    share_lost   own losses for good over own first strength, 0..1
    exchange     the enemy's casualties for one of the side's own, since the run's state began
    open_roads   roads out of the town that carry a tenth or more; 99 where none is known
    price        the attacker's casualties for a km2 won, over four weeks
    town_lost    the attacker's share of the main event's ground, 0..1

Limiting cases: one stage is the plain policy (press, hold, hold at all costs); two stages and one clause are "pause
until", "withdraw on", "hold until"; two stages that lead to each other are "stop when". Neutral form: one stage.
"""

from __future__ import annotations

from pyrrhus.engine.compiling import compiled

MEASURES = ("day", "stage_days", "supply", "share_lost", "exchange", "open_roads", "price", "town_lost")
FIRST_ROAD = len(MEASURES)
DAY, STAGE_DAYS, SUPPLY, SHARE_LOST, EXCHANGE, OPEN_ROADS, PRICE, TOWN_LOST = range(FIRST_ROAD)

# columns of a stage, [stage, STAGE_WIDTH]; its clauses are those from first up to, not with, last
ACTION, FIRST_CLAUSE, LAST_CLAUSE, FOR_DAYS, DELAY_DAYS, NEXT = range(6)
STAGE_WIDTH = 6
# columns of a clause, [clause, CLAUSE_WIDTH]; clauses of a group stand together
GROUP, MEASURE, SIGN, THRESHOLD = range(4)
CLAUSE_WIDTH = 4
# what a draw remembers of a side's policy, [4] integers; (0, 0, 0, -1) on the first day
STAGE, BEGAN, MET_DAYS, ORDERED = range(4)
MEMORY_WIDTH = 4

ACT_PRESS, ACT_PAUSE = 0, 1
ACT_HOLD, ACT_HOLD_AT_ALL_COSTS, ACT_WITHDRAW = 10, 11, 12


@compiled
def are_met(clauses, first, last, measures):
    """Whether any group among the clauses [first, last) has all its clauses met."""
    group = -1.0
    met = False
    for k in range(first, last):
        if clauses[k, GROUP] != group:
            if met:
                return True
            group = clauses[k, GROUP]
            met = True
        apart = measures[int(clauses[k, MEASURE])] - clauses[k, THRESHOLD]
        if not clauses[k, SIGN] * apart > 0.0:
            met = False
    return met


@compiled
def policy_action(stages, clauses, memory, day, measures):
    """What a side does today. `memory` [MEMORY_WIDTH] of the draw and side, and `measures`, are changed in place."""
    stage = memory[STAGE]
    first, last = int(stages[stage, FIRST_CLAUSE]), int(stages[stage, LAST_CLAUSE])
    if first < last:
        measures[STAGE_DAYS] = day - memory[BEGAN]
        if memory[ORDERED] < 0:
            memory[MET_DAYS] = memory[MET_DAYS] + 1 if are_met(clauses, first, last, measures) else 0
            if memory[MET_DAYS] >= stages[stage, FOR_DAYS]:
                memory[ORDERED] = day
        if memory[ORDERED] >= 0 and day - memory[ORDERED] >= stages[stage, DELAY_DAYS]:
            stage = int(stages[stage, NEXT])
            memory[STAGE] = stage
            memory[BEGAN] = day
            memory[MET_DAYS] = 0
            memory[ORDERED] = -1
    return int(stages[stage, ACTION])


@compiled
def is_road_open(share, leg_start, leg_cell, first, last):
    """Whether a named road leads out: one of its legs [first, last) lies over the defender's ground all the way.

    A leg is an unbroken run of the road's cells from the town to where supply enters the map: cells of leg k are
    leg_cell[leg_start[k]] up to, not with, leg_cell[leg_start[k + 1]].
    """
    for leg in range(first, last):
        free = leg_start[leg + 1] > leg_start[leg]
        for k in range(leg_start[leg], leg_start[leg + 1]):
            if share[leg_cell[k]] >= 0.5:
                free = False
                break
        if free:
            return True
    return False
