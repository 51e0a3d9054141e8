"""Deals: both sides' consent, contacts, and the steps to a contract."""
