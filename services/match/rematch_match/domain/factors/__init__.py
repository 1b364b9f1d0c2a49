"""One reason for a score a file: features in, 0 to 100 and whether it is known out. A profile says which count."""
