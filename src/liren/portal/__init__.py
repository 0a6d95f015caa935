"""Pages made of several modules: home, my affairs, the desk, the screen."""
