"""The places of a neighbourhood as one tree, from the city down to a home.

It answers where something is and what lies inside. It does not know who lives there.
"""
