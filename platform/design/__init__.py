"""The visual language: signs, scales, formats and the parts that pages are made of."""
