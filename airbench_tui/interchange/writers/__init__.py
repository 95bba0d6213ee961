"""Writers of files: reviews, the original pipelines' formats, tables from a screen."""
