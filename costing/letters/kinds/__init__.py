"""One module for each kind of letter."""
