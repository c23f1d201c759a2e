"""Many images × networks × methods: which maps may be relied on, and what networks look at."""
