"""A register on its way in: what its cells say (`says`), what is here already (`world`), what would become of every
row (`planning` makes a `plan`, told in an `account`), and keeping it (`keep`)."""
