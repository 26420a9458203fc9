"""What a person sees: the command line, the pages and the exports."""
