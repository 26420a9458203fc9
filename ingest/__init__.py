"""From bytes to a tagged `Document`: readers, structure, taggers, tasks, pipeline."""
