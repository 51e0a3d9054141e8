"""Users, organisations, memberships, and who acts for whom."""
