"""One file a kind of mention: grammar as pure functions of the folded text."""
