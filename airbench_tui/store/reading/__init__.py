"""What screens, commands and exports read: filters, lists, searches, tables of figures."""
