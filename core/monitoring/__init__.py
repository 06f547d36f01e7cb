"""What the portal tells its operator: logs, error reports, measurements and signs of life. No
personal data is in any of them."""
