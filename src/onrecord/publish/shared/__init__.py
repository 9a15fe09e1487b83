"""What several formats share: who is who, how records are put in words, what people judged, and what waits on disk."""
