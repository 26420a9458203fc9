"""The words of the domain: value types, folding, numerals, calendar arithmetic, lexicons and messages."""
