"""The pages of the health-economic tool."""
