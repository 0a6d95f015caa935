"""Pages made of several modules."""
