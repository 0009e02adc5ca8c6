"""The pages of one project, by noun."""
