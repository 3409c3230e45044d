"""`make bench`: what the portal's pages and its report cost, beside something plain on the same machine.

Not a test: nothing is asserted, and pytest collects nothing here.
"""
