"""How strongly an attribution shows over imagery; the same on the map and in the report."""

OPAQUE = 0.85
"""Alpha at 1: the imagery below stays readable."""
GAMMA = 0.4
"""Colours and alpha follow value ** GAMMA: nine tenths of a map's pixels lie below 0.02, and a
linear ramp shows them as nothing, or as soot. The same for every map, so that maps compare."""
