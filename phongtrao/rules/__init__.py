"""Pure judgement: validation, progress, scope, deadlines, workflow. Time is an argument."""
