"""Who may ask what: every route × every role."""
