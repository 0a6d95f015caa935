"""The pages of accounts: getting in, one's own security, and the two offices."""
