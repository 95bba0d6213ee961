"""The merge of copies of a database."""
