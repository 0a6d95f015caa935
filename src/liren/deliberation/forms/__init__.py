"""What is typed about topics."""
