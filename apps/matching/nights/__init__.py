"""The nightly full re-match: every open demand is ranked anew, and what differs from its shown result is re-matched."""
