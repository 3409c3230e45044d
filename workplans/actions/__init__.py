"""All writes of this app: one verb per function, one transaction each."""
