"""Many tasks: batches of requests, and the workers that share them."""
