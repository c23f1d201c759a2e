"""What a network does, found by trying it: its reach, its answer to a ramp, its patience."""
