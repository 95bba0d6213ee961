"""The base of all dialogs, and the dialogs that several screens open."""
