"""Agreement: figures about the judge and the people, each linked to its answers."""
