"""Exact region execution: a network computed, forward and back, only where a question looks.

A network and a question are traced into operators (``trace``). From the answer up, each operator
says which box of its output is looked at and which boxes of its inputs that takes (``plan``): the
boxes widen from layer to layer, which gives the cone its name. ``run`` computes those boxes, and
then takes each operator's own input gradient on them, in reverse, without a tape. Borders and
padding are the whole image's. An operator with global reach takes its inputs whole. ``onward``
holds what passes without a way back save: rows of steps as one, and images of which most is known.
"""
