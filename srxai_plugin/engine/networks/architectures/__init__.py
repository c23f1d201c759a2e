"""One architecture a file; a new one is such a file and a line in ``registry``."""
