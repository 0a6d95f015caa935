"""What others may ask of ledgers: for now, what reading costs."""
