"""The command line ``srxai``: a module for each command."""
