"""What came out, in figures, plots and pictures."""
