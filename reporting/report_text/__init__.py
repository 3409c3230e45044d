"""The words of the report: how figures, dates and states are said, and its sentences."""
