"""Shows the pipeline at work. Owns nothing: it asks the other services, and reads topics."""
