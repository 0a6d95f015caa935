"""What of a text tells who somebody is or where they live: found, covered, and looked at again.

Whatever strangers will read asks here first: cases in public, the accounts that offices publish.
"""
