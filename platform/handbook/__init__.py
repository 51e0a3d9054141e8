"""The help: Markdown files of docs/help as pages, their search, and the definitions that pages show in place."""
