"""The tables of all actions and their keys, by place. ``tui/actions.py`` puts them together."""
