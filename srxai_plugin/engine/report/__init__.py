"""What is written for people: one HTML page of a result, which needs nothing else."""
