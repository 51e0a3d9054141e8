"""Makers' products, spec values, certificates, evidence, and the catalogue."""
