"""Processing algorithms: parameters and outputs only; the work is the engine's."""
