"""Planted bugs: each is one way in which such a system was or could be wrong.

A bug is a small change of production behaviour. The simulation has to find every one of them; one
that it does not find is a hole in the simulation. `make simulate ARGS=--bugs` prints the table:
after how many seeds each bug was found, which promise broke first, and what the bug is.
"""

from tests.simulation import bugs_of_central, bugs_of_station

BUGS = (*bugs_of_central.BUGS, *bugs_of_station.BUGS)
