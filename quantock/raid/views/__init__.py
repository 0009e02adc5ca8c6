"""The pages of a log: reading it, changing it by a form, acting on it by one press."""
