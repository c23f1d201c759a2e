"""Passes without a way back: from what is known, and rows of steps as one."""
