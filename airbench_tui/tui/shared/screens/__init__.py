"""What screens are made from: the base of all of them, and of those that are alike."""
