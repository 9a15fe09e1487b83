"""Timelines: what happened in the order of happening, as JSON and as a page."""
