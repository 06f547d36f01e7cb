"""The regulatory use cases: milestones, hurdles, solutions, recommendations."""
