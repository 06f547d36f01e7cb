"""The measures of the capacity map as pure functions, without Django, database and clock.

- ranges.py: a figure as [low, high], and the bands of facilities

- supply.py: supply of one step, and capacity of a chain with its narrow step

- demand.py: batches per year that trials need, and the share covered by supply

- distance.py: kilometres in a straight line

- catchment.py: people within reach of a facility; two-step floating catchment

- inequality.py: location quotient, Hoover and Gini

- matrix.py: facilities by country and step; single points of failure

- response.py: number of facilities that answered, and whether a gap may be claimed

- suppression.py: sums that may be shown
"""
