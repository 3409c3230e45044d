"""Plan: countries, seats, the year, workplans, decisions, versions and releases."""
