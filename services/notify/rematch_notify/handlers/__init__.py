"""What notify does with what comes in."""
