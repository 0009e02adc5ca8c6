"""Pages of a project's measures."""
