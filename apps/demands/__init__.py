"""Institutions' demands: documents in, requirements, approval, publication, versions."""
