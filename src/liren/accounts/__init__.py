"""Who may sign in, for which party they work, and which roles they hold at which places.

It does not know residents as persons of a household; that is `people`.
"""
