"""Browse, the home screen, with its tree, its list and its dialogs."""
