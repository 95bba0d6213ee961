"""Browse, the home screen: its tree, list and dialogs."""
