"""The reference of the API as pages of the site, drawn from the OpenAPI document (docs/decisions/0070)."""
