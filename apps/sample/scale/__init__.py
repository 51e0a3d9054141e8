"""A market of national size in the real tables: the invented market (`apps.sample.market`), copied in by batches.

What is written is what the services would have written for the same products and demands: revisions, steps, versions
and requirement rows, so that pages, search and matching treat them as any others. Every row is marked 示例.
"""
