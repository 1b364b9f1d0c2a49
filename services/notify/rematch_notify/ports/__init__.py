"""What notify needs of the world."""
