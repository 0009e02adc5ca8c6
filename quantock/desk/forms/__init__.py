"""The forms of the pages of several nouns: most are filters that the address holds."""
