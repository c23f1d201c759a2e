"""Runs of the project: where they lie, their list, and how they are kept."""
