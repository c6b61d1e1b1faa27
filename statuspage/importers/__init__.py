"""Other systems' histories: one module for each format, and what they share."""
