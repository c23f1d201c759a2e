"""How a region is drawn, shown and chosen."""
