"""The printed report and the workbook: from the frozen figures to their two files."""
