"""Looking after an installation: are its records sound, backing it up, bringing a backup back."""
