"""Liren (里仁): one place for the people who keep a neighbourhood going."""

__version__ = "0.1.0"
