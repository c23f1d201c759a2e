"""What an engine's environment needs of this computer, and what went wrong while it was made."""
