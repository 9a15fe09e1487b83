"""Reports for the terminal: what a person reads first."""
