"""Reads datasheets of makers: blocks of a document → what it states of which model. Pure; runs in the limited child."""
