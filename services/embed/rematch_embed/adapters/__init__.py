"""Models behind embed's port."""
