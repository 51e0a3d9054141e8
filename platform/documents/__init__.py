"""Foreign documents become blocks: one reader a format, pure Python, meant for the limited child (`kernel.sandbox`).

`documents.opening.open_document` knows the formats; what the blocks mean is the business of the apps.
"""
