"""Whether the detail that a network adds can be true, as far as can be known without a truth."""
