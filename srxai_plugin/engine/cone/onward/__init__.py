"""Passes without a way back: from what is known, and several steps as one."""
