"""The dock: what to explain, how it goes, and what is done with what came out."""
