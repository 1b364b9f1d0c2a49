"""What somebody has made of openings moves others like them, a little: without a model, from their own word alone."""
