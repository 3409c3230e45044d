"""Review: meetings, reviews, the comparison, the annual report, and what looks across the year."""
