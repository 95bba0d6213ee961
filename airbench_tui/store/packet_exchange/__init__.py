"""Packets that travel between databases: in a file of their own, or in the rows of a reviews CSV."""
