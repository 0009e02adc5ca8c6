"""Commands that need no database and no settings: an engine, used from a shell."""
