"""Architectures that others keep: spandrel, and what it asks for."""
