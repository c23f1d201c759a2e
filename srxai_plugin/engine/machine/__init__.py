"""What the engine needs of the machine: device, memory, files that appear whole, progress."""
