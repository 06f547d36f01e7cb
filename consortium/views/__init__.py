"""The pages of the consortium."""
