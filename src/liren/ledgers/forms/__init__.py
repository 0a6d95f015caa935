"""What is typed about ledgers."""
