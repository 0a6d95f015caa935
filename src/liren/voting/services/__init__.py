"""What others may ask of votes; every write of the module."""
