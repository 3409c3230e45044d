"""The plan of action as a spreadsheet: the same columns out and back."""
