"""What screens share: panes, dialogs, titles, and the edge between store and screen."""
