"""Search: what a question in words and parameters means, what answers it, and questions that people keep."""
