"""The measures of the capacity map as pure functions: no Django, no database, no clock.

ranges.py        a figure as [low, high], and the bands that facilities state
supply.py        supply of one step, capacity of a chain with its narrow step
demand.py        batches per year that trials need, and how far supply covers them
distance.py      kilometres as the crow flies
catchment.py     who has a facility within reach; two-step floating catchment
inequality.py    location quotient, Hoover and Gini
matrix.py        facilities by country and step; single points of failure
response.py      how many facilities answered, and whether a gap may be claimed
suppression.py   which sums the public may see
"""
