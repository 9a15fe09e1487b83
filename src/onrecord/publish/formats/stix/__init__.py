"""STIX 2.1: stories of attacks on computers as bundles of objects."""
