"""The chapters of the printed report, each as the values that its template places."""
