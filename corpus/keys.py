"""Under which keys a name is found: the words that a text uses and those that a question uses meet here.

A key is a folded canonical name (an organ under its present name, a place by its full name) or a level
(`level:county`). Text and question are keyed by the same functions, so they meet or they do not.
"""
