"""Pages of topics: for neighbours, and for the desk."""
