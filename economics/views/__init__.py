"""The pages of health economics."""
