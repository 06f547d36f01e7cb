"""The pages of the regulatory landscape."""
