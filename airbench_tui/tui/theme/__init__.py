"""The colours of the screens: tokens by meaning, the program's own themes, tokens for Textual's themes."""
