"""The ground: what all three acts of the year share. Imports none of the apps."""
