"""The pages of the register, each for those with the permission alone."""
