"""What notify knows without asking anybody."""
