"""Formats of people who annotate and train: W3C annotations, brat, PolNeAR, CoNLL and DocBin."""
