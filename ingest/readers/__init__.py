"""One file a format: bytes in, one canonical text out, or a refusal with the next step."""
