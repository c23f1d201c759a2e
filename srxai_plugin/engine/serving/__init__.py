"""The engine as a process that serves requests: its start, its worker, its table of commands."""
