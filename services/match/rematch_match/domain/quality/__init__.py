"""How good matches are, by what people did with those that they were shown."""
