"""What the pages of several nouns read, each in a fixed number of queries."""
