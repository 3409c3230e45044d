"""The sheets of the workbook, one a table of the report."""
