"""The record as tables: CSV, Parquet and DuckDB, and the way back from all that is lossless."""
