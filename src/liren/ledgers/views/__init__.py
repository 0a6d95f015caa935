"""The pages of ledgers."""
