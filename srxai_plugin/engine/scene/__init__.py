"""What is done to whole rasters, window by window, in memory that does not grow with them."""
