"""What users are told, in the platform and by mail."""
