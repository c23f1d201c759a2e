"""Small widgets and pieces of work that several rooms use."""
