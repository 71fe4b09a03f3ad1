"""Official files in, rows out."""
