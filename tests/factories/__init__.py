"""The smallest true neighbourhood, named by what differs."""
