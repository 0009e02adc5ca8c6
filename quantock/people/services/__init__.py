"""What changes organisations, people and their roles. Each change is an event, in one transaction."""
