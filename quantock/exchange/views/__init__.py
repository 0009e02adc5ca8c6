"""Pages of bringing registers in and of taking lists out and back."""
