"""Quicker ways to the same values: several steps of a plan done as one, where nobody looks in
between."""
