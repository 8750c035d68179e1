"""The command line: one file per command. Commands that read files load no web framework and no database."""
