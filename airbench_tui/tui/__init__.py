"""The terminal program: screens, dialogs and widgets."""
