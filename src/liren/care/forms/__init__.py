"""What is typed about care."""
