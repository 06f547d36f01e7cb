"""The help-desk: what may be sent, nearest answers, triage, four eyes, referral and measures."""
