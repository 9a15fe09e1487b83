"""The project's pages, and what writes the generated ones."""
