"""The pages that show several nouns together, by noun."""
