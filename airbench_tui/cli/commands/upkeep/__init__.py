"""The commands that look after an audit: its copies, its condition, its settings."""
