"""应答: a maker's answer to a demand, row by row, until it is ready to be handed in."""
