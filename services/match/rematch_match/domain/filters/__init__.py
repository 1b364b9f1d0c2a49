"""What keeps a pair apart whatever else is said of it, one reason a file: true where it does."""
