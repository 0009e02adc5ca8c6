"""Sheets of actions, issues, decisions and their kin as organisations keep them: one reader, what differs is data."""
