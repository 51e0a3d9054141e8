"""Search: questions, what answers them, and what people keep."""
