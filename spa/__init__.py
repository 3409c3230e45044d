"""Agree: plans of action, their areas, targets and menu of activities. Knows no country."""
