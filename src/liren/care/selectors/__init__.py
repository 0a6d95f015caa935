"""What is read of care."""
