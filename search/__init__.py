"""Keeping documents and answering from them: archive engines, questions, answers."""
