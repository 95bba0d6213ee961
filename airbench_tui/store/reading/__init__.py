"""Reading for screens, commands and exports: filters, lists, searches and tables of figures."""
