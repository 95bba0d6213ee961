"""Settings: which there are, what the files ``settings.toml`` say, and which value holds."""
