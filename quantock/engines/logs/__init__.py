"""Sheets of logs."""
