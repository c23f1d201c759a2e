"""What the analyst sees: the dock, the map tool, and what carries her wishes to the engine."""
