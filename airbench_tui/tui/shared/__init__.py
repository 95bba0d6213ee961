"""Parts that several screens use: base classes, panes, dialogs, titles, and the boundary between store and screen."""
