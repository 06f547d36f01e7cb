"""The pages of the questionnaire."""
