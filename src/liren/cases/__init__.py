"""The report loop: words in any form become one case, reach the right party, are answered.

A case is one matter, with the voices of all who spoke of it. The work on it is work orders.
"""
