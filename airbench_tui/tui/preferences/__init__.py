"""The Settings dialog: what holds and from where, themes in their own colours, and a field for each setting."""
