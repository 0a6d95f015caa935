"""A group chat as it is pasted: its lines as messages, the messages as matters, and what to ask.

Nothing here reads a clock, a table or the web; the moment of pasting is an argument.
"""
